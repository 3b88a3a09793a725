"""Media in a bucket, spoken to as S3 is: the site hands images on itself, to whom they are for."""

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from moto import mock_aws

from conferences.models import Conference
from tests.factories import make_conference
from tests.test_admin import filled, page_of, save
from tests.test_admin_input import picture
from tests.test_settings import configured  # noqa: F401 (a fixture)

BUCKET = "record"


@pytest.fixture
def bucket(monkeypatch, settings, configured):  # noqa: F811
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings.STORAGES = configured(MEDIA_BUCKET=BUCKET)["STORAGES"]
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET)
        yield client


def kept_in(bucket):
    return [each["Key"] for each in bucket.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture
def draft(db):
    return make_conference(state="draft", slug="one")


def test_an_image_is_kept_in_the_bucket_and_handed_on_by_the_site(
    bucket, admin_client, client, draft
):
    data = filled(admin_client.get(page_of(draft)))
    data |= {"image": SimpleUploadedFile("a.png", picture()), "image_alt": "Ministers"}
    save(admin_client, page_of(draft), data)
    draft.refresh_from_db()
    assert kept_in(bucket) == [draft.image.name]
    assert client.get("/conferences/one/image/").status_code == 404
    Conference.objects.update(state="published")
    answer = client.get("/conferences/one/image/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer.getvalue().startswith(b"\x89PNG")
    page = client.get("/conferences/one/").content.decode()
    assert 'src="/conferences/one/image/"' in page
    assert BUCKET not in page.partition("/conferences/one/image/")[2][:200]


def test_an_image_that_is_lost_from_the_bucket_is_not_there(bucket, client, db):
    make_conference(slug="one", image="conferences/lost.png", image_alt="Ministers")
    assert client.get("/conferences/one/image/").status_code == 404
