"""The payment page: plain HTML of the server, no script, for a phone first."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tuanzi.adapters.sandbox_pay.contracts import MOUNT, Charge
from tuanzi.kernel.i18n import text

FRAME = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<meta name="theme-color" content="#1f6f4a">
<title>{title}</title>
<link rel="stylesheet" href="{mount}/style.css">
</head>
<body>
<header><span class="mark" aria-hidden="true"></span><strong>{brand}</strong><span class="badge">{badge}</span></header>
<main>
{body}
</main>
<footer>{footer}</footer>
</body>
</html>
"""
BILL = """<section class="bill">
<h1 class="what">{what}</h1>
<p class="amount" data-testid="pay-amount"><small>¥</small>{amount}</p>
<dl>
<div><dt>{order_label}</dt><dd data-testid="pay-order">{order}</dd></div>
<div><dt>{method_label}</dt><dd>{method}</dd></div>
</dl>
</section>
"""
ACTIONS = """<form method="post" action="{base}/confirm"><button class="confirm" type="submit" data-testid="pay-confirm">{confirm}</button></form>
<form method="post" action="{base}/cancel"><button class="cancel" type="submit" data-testid="pay-cancel">{cancel}</button></form>
"""
STATE = """<section class="state {kind}" data-testid="pay-state"><h1>{title}</h1><p>{detail}</p></section>
<p><a class="back" href="{url}" data-testid="pay-back">{back}</a></p>
"""
STYLE = """:root{color-scheme:light dark;--ink:#1d2521;--soft:#66736c;--paper:#f3f5f2;--card:#fff;--green:#1f6f4a;--line:#e2e7e2}
@media (prefers-color-scheme:dark){:root{--ink:#edf1ee;--soft:#9aa8a0;--paper:#141815;--card:#1e2420;--green:#2a8659;--line:#2d3530}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;max-width:480px;margin:0 auto;background:var(--paper);
color:var(--ink);font:16px/1.5 -apple-system,BlinkMacSystemFont,"PingFang SC","HarmonyOS Sans SC",MiSans,"Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",
"Helvetica Neue",Arial,sans-serif}
header{display:flex;align-items:center;gap:8px;padding:16px 20px;font-size:15px}
.mark{width:22px;height:22px;border-radius:50%;background:radial-gradient(circle at 35% 35%,#fff 0 18%,var(--green) 20%)}
.badge{margin-left:auto;padding:2px 10px;border:1px solid var(--line);border-radius:99px;color:var(--soft);font-size:12px}
main{flex:1;padding:8px 20px 0}
.bill{padding:32px 20px 12px;border-radius:20px;background:var(--card);text-align:center}
.what{color:var(--soft);font-size:16px;font-weight:400}
.amount{margin:6px 0 24px;font-size:48px;font-weight:700;line-height:1.15;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.amount small{margin-right:4px;font-size:26px;font-weight:600}
dl div{display:flex;justify-content:space-between;gap:16px;padding:13px 0;border-top:1px solid var(--line);font-size:14px}
dt{flex:none;color:var(--soft)}dd{overflow-wrap:anywhere;text-align:right;font-variant-numeric:tabular-nums}
form{margin-top:14px}form:first-of-type{margin-top:28px}
button,.back{display:block;width:100%;min-height:52px;border:0;border-radius:26px;font:inherit;font-size:17px;font-weight:600;
line-height:52px;text-align:center;text-decoration:none;cursor:pointer}
.confirm,.back{background:var(--green);color:#fff}
.cancel{background:none;color:var(--soft);font-weight:400}
button:active,.back:active{opacity:.8}
button:focus-visible,.back:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.state{padding:56px 20px 36px;text-align:center}
.state::before{content:"";display:block;width:64px;height:64px;margin:0 auto 20px;border-radius:50%;background:var(--line)}
.state.paid::before{background:var(--green) url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='white' \
stroke-width='2.4' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='m6 12.5 4 4 8-9'/%3E%3C/svg%3E") center/60% no-repeat}
.state h1{font-size:22px}.state p{margin-top:8px;color:var(--soft);font-size:15px}
footer{padding:24px 20px calc(24px + env(safe-area-inset-bottom));color:var(--soft);font-size:12px;text-align:center}
@media (prefers-reduced-motion:no-preference){button,.back{transition:opacity .15s}}
"""


Say = Callable[[str], str]


def _sayer(language: str) -> Say:
    """Texts of the page, ready for HTML."""
    return lambda name: escape(text(f"sandbox_pay.{name}", language))


def _frame(body: str, language: str, say: Say) -> str:
    return FRAME.format(
        language=language, title=say("title"), brand=say("brand"), badge=say("badge"), footer=say("footer"), mount=MOUNT, body=body
    )


def bill(charge: Charge, language: str) -> str:
    """The page that asks for the money."""
    say = _sayer(language)
    minor = charge.request.amount.minor
    body = BILL.format(
        what=escape(text("sandbox_pay.what", language, {"merchant": charge.request.title})),
        amount=f"{minor // 100:,}.{minor % 100:02d}",
        order_label=say("order"),
        order=escape(charge.request.subject),
        method_label=say("method"),
        method=say("card"),
    )
    actions = ACTIONS.format(base=f"{MOUNT}/c/{charge.token}", confirm=say("confirm"), cancel=say("cancel"))
    return _frame(body + actions, language, say)


def state(kind: str, return_url: str, language: str) -> str:
    """The page that says how it stands: paid, closed, or a link that is not valid (``bad``)."""
    say = _sayer(language)
    body = STATE.format(kind=kind, title=say(f"{kind}_title"), detail=say(f"{kind}_detail"), url=escape(return_url), back=say("back"))
    return _frame(body, language, say)
