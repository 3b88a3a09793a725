PORT ?= 8000
PYTHON ?= python3
ROUNDS ?= 100
POSTGRES ?= postgres://postgres@127.0.0.1:5432/balisite
MANAGE = .venv/bin/python manage.py

.PHONY: run admin test lint lock audit bench soak

run: .venv/.run
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) first_run
	$(MANAGE) runserver $(PORT)

admin: .venv/.run
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) make_admin

test: .venv/.test
	.venv/bin/pytest $(ARGS)

lint: .venv/.dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

# make bench ARGS="listing 100000"
bench: .venv/.bench
	.venv/bin/python -m benchmarks.$(ARGS)

# Kill it, fill its disk, take its database away; then once more on PostgreSQL.
soak: .venv/.test
	FAULT_ROUNDS=$(ROUNDS) .venv/bin/pytest tests/faults $(ARGS)
	FAULT_ROUNDS=$(ROUNDS) DATABASE_URL=$(POSTGRES) .venv/bin/pytest tests/faults $(ARGS)

# Asks the advisories of the Python Package Index about every package that the site runs on.
audit: .venv/.dev
	.venv/bin/pip-audit --require-hashes --disable-pip -r requirements.txt

# After a change of a *.in file.
lock: .venv/.dev
	for name in requirements requirements-s3 requirements-test requirements-dev requirements-bench; do \
	  .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --custom-compile-command "make lock" $$name.in -o $$name.txt; \
	done

.venv/.run: requirements.txt
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

.venv/.test: requirements-test.txt .venv/.run
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

.venv/.dev: requirements-dev.txt .venv/.test
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

.venv/.bench: requirements-bench.txt .venv/.dev
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@
