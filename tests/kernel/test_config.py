"""Settings: where a value comes from, what is refused and how that is said, and that no secret is ever shown."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from tuanzi.kernel import settings_report
from tuanzi.kernel.config import Config, ConfigError, load


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TUANZI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def problems() -> str:
    with pytest.raises(ConfigError) as caught:
        load()
    return str(caught.value)


def test_a_fresh_folder_gives_a_working_demo(tmp_path: Path) -> None:
    config = load()
    assert config.sandbox
    assert config.database_url is None
    assert config.data_dir == tmp_path / ".tuanzi"
    assert config.base_url == "http://127.0.0.1:8000"
    assert (config.order_unpaid_s, config.receive_auto_days, config.aftersale_days) == (900, 7, 7)
    assert (config.late_choice_s, config.attribution_days, config.groupbuy_payment_s) == (1800, 7, 600)


def test_the_secret_key_is_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    first = load().secret_key.get_secret_value()
    assert len(first) >= 32
    assert load().secret_key.get_secret_value() == first
    assert stat.S_IMODE((tmp_path / ".tuanzi" / "secret_key").stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / ".tuanzi").iterdir()) == ["secret_key"]


def test_arguments_beat_the_environment_and_that_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tuanzi.toml").write_text('port = 1001\nhost = "::1"\n[storage.s3]\nregion = "cn-north-1"\n')
    monkeypatch.setenv("TUANZI_PORT", "1002")
    monkeypatch.setenv("TUANZI_STORAGE__S3__BUCKET", "goods")
    config = load()
    assert (config.port, config.host, config.base_url) == (1002, "::1", "http://[::1]:1002")
    assert (config.storage.s3.region, config.storage.s3.bucket) == ("cn-north-1", "goods")
    assert load(port=1003).port == 1003


def test_another_file_can_be_named_and_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("port = 1004\n")
    monkeypatch.setenv("TUANZI_CONFIG", str(tmp_path / "other.toml"))
    assert load().port == 1004
    monkeypatch.setenv("TUANZI_CONFIG", "absent.toml")
    assert problems() == "TUANZI_CONFIG: there is no file absent.toml"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TUANZI_PORT", "99999", "port: Input should be less than or equal to 65535  (environment: TUANZI_PORT)"),
        ("TUANZI_DATABASE_URL", "mysql://x", "database_url: must begin with postgresql://  (environment: TUANZI_DATABASE_URL)"),
        (
            "TUANZI_DATABASE_URL",
            "postgresql://shop:s3cret@[::1/shop",
            "database_url: is not an address that can be read  (environment: TUANZI_DATABASE_URL)",
        ),
        ("TUANZI_BASE_URL", "shop.example", "base_url: must begin with http:// or https://  (environment: TUANZI_BASE_URL)"),
        ("TUANZI_STORAGE__KIND", "s3", "storage: storage.kind is s3, so storage.s3.bucket must be set  (environment: TUANZI_STORAGE)"),
        ("TUANZI_STORAGE__KID", "s3", "storage.kid: there is no such setting  (environment: TUANZI_STORAGE__KID)"),
        ("TUANZI_DB_POOL_MIN", "11", "configuration: db_pool_min is larger than db_pool_max"),
        ("TUANZI_RATES__SIGN_IN__COUNT", "5", "rates.sign_in.window_s: Field required  (environment: TUANZI_RATES__SIGN_IN__WINDOW_S)"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    assert problems() == said


def test_a_chosen_provider_must_be_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_SMS__PROVIDER", "aliyun")
    monkeypatch.setenv("TUANZI_SMS__ACCESS_KEY_SECRET", "very secret")
    said = problems()
    assert "sms: the chosen provider needs sms.access_key_id, sms.sign_name, sms.template_sign_in" in said
    assert "very secret" not in said


def test_a_real_shop_has_no_pretended_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_SANDBOX", "false")
    assert "payment.provider and sms.provider must not be 'sandbox' where sandbox is off" in problems()
    monkeypatch.setenv("TUANZI_PAYMENT__PROVIDER", "none")
    assert "sms.provider must not be 'sandbox'" in problems()


def test_a_misspelt_name_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tuanzi.toml").write_text("prot = 1\n")
    assert problems() == "prot: there is no such setting  (environment: TUANZI_PROT)"
    (tmp_path / "tuanzi.toml").write_text("port = \n")
    assert problems().startswith("tuanzi.toml: not TOML")


def test_a_weak_secret_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_SECRET_KEY", "hunter2")
    assert problems() == "secret_key: must have at least 32 characters  (environment: TUANZI_SECRET_KEY)"


def test_it_is_frozen() -> None:
    config = load()
    with pytest.raises(ValidationError):
        config.port = 1  # type: ignore[misc]
    with pytest.raises(ValidationError):
        config.storage.kind = "s3"  # type: ignore[misc]


def test_lists_are_comma_separated_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANZI_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1,")
    assert load().trusted_proxies == ("10.0.0.0/8", "127.0.0.1")
    monkeypatch.setenv("TUANZI_TRUSTED_PROXIES", "10.0.0.0/8,the-proxy")
    with pytest.raises(ConfigError, match="trusted_proxies"):
        load()


def test_the_report_names_every_setting_with_its_source_and_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tuanzi.toml").write_text('[wechat]\nmini_app_secret = "s3cr3t-in-the-file"\n[rates.sign_in]\ncount = 5\nwindow_s = 60\n')
    monkeypatch.setenv("TUANZI_DATABASE_URL", "postgresql://shop:s3cr3t-db@db.example/shop?password=s3cr3t-q&x=1")
    monkeypatch.setenv("TUANZI_SECRET_KEYS_OLD", "s3cr3t-old-key")
    monkeypatch.setenv("TUANZI_PROT", "1")
    config = load()
    report = settings_report.lines(config)
    found = {line.key: (line.value, line.source) for line in report}
    assert found["port"] == (8000, "default")
    assert found["secret_key"] == ("********", "generated")
    assert found["wechat.mini_app_secret"] == ("********", "file")
    assert found["wechat.official_app_secret"] == ("", "default")
    assert found["rates.sign_in.count"] == (5, "file")
    assert found["database_url"] == ("postgresql://shop:********@db.example/shop?password=********&x=1", "environment")
    assert {key.split(".")[0] for key in found} == set(Config.model_fields)
    for text in (settings_report.as_table(report), settings_report.as_json(report)):
        assert "s3cr3t" not in text
        assert config.secret_key.get_secret_value() not in text
    assert len(json.loads(settings_report.as_json(report))) == len(report)
    assert settings_report.strangers() == ["TUANZI_PROT"]
