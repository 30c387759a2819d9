"""The look of the report: colours, type and space for screen (light and dark), phone and paper."""

from typing import Final

TOKENS: Final = {
    "paper": ("#ffffff", "#11161c"),
    "wash": ("#f4f6f8", "#1a212a"),
    "ink": ("#16202b", "#e8edf2"),
    "ink2": ("#46525f", "#b7c1cc"),
    "ink3": ("#5b6775", "#9ba7b4"),
    "worse": ("#b34100", "#ff9b5e"),
    "better": ("#005f9e", "#72bcf4"),
    "caution": ("#7a5900", "#e3bc5b"),
    "link": ("#0b57a4", "#8cc5ff"),
    "mute": ("#626d79", "#a3aeb9"),
    "mute-bar": ("#848d97", "#66707b"),
    "worse-bar": ("#d4703a", "#a0663f"),
    "better-bar": ("#4a93c6", "#4b789a"),
    "ink-bar": ("#6f7882", "#7c8287"),
    "rule": ("#d3d9e0", "#36414e"),
    "grid": ("#e4e8ed", "#28313b"),
    "worse-wash": ("#fdf2ec", "#2a1d15"),
    "better-wash": ("#ecf4fa", "#14232f"),
    "fill1": ("#dde2e7", "#2b343e"),
    "fill2": ("#b9c1ca", "#46525f"),
    "fill3": ("#8b96a2", "#7b8794"),
    "fill4": ("#4f5b68", "#b7c1cc"),
    "on1": ("#16202b", "#e8edf2"),
    "on3": ("#11161c", "#11161c"),
    "on4": ("#ffffff", "#11161c"),
    "on-tone": ("#ffffff", "#11161c"),
    "series1": ("#0072b2", "#56b4e9"),
    "series2": ("#d55e00", "#e69f00"),
    "series3": ("#009e73", "#33c19a"),
    "series4": ("#cc79a7", "#d99bc0"),
}
"""Name of a colour -> on light and on dark paper; no other colour is written anywhere in the page."""


def _tokens(place: int) -> str:
    return "".join(f"--{name}:{colours[place]};" for name, colours in TOKENS.items())


LIGHT: Final = f"color-scheme:light;{_tokens(0)}"
DARK: Final = f"color-scheme:dark;{_tokens(1)}"
STYLE: Final = (
    f"""
:root{{{LIGHT}}}
@media (prefers-color-scheme:dark){{:root{{{DARK}}}}}
html.light{{{LIGHT}}}html.dark{{{DARK}}}
@media print{{:root,html.dark{{{LIGHT}}}}}
"""
    + """
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:var(--paper);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
:lang(zh) body,body:lang(zh){line-height:1.7;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",
sans-serif}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);z-index:2;padding:.5rem}
.page{max-width:72rem;margin:0 auto;padding:1.5rem 2rem 4rem}
.bar{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 2rem;padding-bottom:1rem;
border-bottom:1px solid var(--rule);margin-bottom:2rem}
.bar p{margin:0}.bar .title{font-weight:700}.bar .facts{color:var(--ink2);font-size:.875rem}
.columns{display:grid;grid-template-columns:11rem minmax(0,52rem);gap:3.5rem}
nav{font-size:.875rem}
nav .box{position:sticky;top:1.5rem;max-height:calc(100vh - 3rem);overflow-y:auto}
nav summary{color:var(--ink2);font-weight:600;list-style:none;padding:0}
nav ul{list-style:none;margin:.5rem 0 0;padding:0;border-left:1px solid var(--rule)}
nav a{display:flex;justify-content:space-between;gap:.5rem;padding:.25rem 0 .25rem .75rem;color:var(--ink);
text-decoration:none}
nav a span{color:var(--ink3);font-size:.8125rem;white-space:nowrap}
nav a:hover{text-decoration:underline}
main>section{margin:0 0 3.5rem;scroll-margin-top:1rem}
h1{font-size:2rem;line-height:1.22;letter-spacing:-.012em;margin:0 0 .5rem;text-wrap:balance}
h2{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance;padding-top:1.5rem;
border-top:1px solid var(--rule)}
h3{font-size:1.0625rem;line-height:1.35;margin:2rem 0 .5rem}
:lang(zh) h1{font-size:1.875rem;line-height:1.35;letter-spacing:0}
p,li{max-width:44rem}p{margin:.5rem 0}
.note,figcaption,.small{color:var(--ink3);font-size:.8125rem;line-height:1.5}
.sub{color:var(--ink2);font-size:.9375rem;margin:.25rem 0 .75rem}
.tiles{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));border-top:2px solid var(--ink);margin:1.5rem 0 2rem;
padding:0;list-style:none}
.tile{padding:.75rem 1rem;border-left:1px solid var(--rule);font-size:.8125rem;color:var(--ink2);line-height:1.5}
.tile:nth-child(4n+1){border-left:0;padding-left:0}
.tile .name{font-weight:600;color:var(--ink);font-size:.875rem;display:block}
.tile b{font-size:1.875rem;line-height:1.2;color:var(--ink);margin-right:.5rem}
.tile svg{display:block;margin:.5rem 0 0}
.tile .ends{display:flex;justify-content:space-between;color:var(--ink3);font-size:.8125rem}
.tile .ends+*{margin-top:.25rem}.tile div{margin:0}
.label{font-size:.875rem;font-weight:600;color:var(--ink2);margin:2rem 0 .5rem}.label span{font-weight:400}
.decisions{list-style:none;margin:0;padding:0;counter-reset:d}
.decisions li{display:grid;grid-template-columns:2rem minmax(0,1fr) 17rem;gap:0 1rem;padding:1rem;max-width:none;
border-top:1px solid var(--rule)}
.decisions.first li{border-top:3px solid var(--worse);background:var(--worse-wash)}
.decisions .no{width:1.75rem;height:1.75rem;border-radius:50%;background:var(--ink2);color:var(--paper);
font-weight:700;
text-align:center;line-height:1.75rem;font-size:.875rem}
.decisions .to-bad .no{background:var(--worse);color:var(--on-tone)}
.decisions .to-good .no{background:var(--better);color:var(--on-tone)}
.decisions p{margin:0 0 .5rem;font-size:.9375rem}
.claim b{font-size:1.0625rem;line-height:1.35;color:var(--ink)}.decisions.first .claim b{font-size:1.25rem}
.claim{color:var(--ink2)}
.tag{display:inline-block;border:1px solid currentColor;border-radius:3px;padding:0 .5rem;font-size:.8125rem;
font-weight:600;line-height:1.4;margin-right:.5rem;color:var(--ink2)}
.tile .to-bad{color:var(--worse);font-weight:600}.tile .to-good{color:var(--better);font-weight:600}
.to-bad .tag{color:var(--worse)}.to-good .tag{color:var(--better)}
.tag.open{color:var(--ink3);border-style:dashed}.tag.care{color:var(--caution)}
.ask{border:1px solid var(--rule);border-left:4px solid var(--link);border-radius:3px;padding:.75rem 1rem;
margin:2rem 0 1rem}
.ask h2{border:0;padding:0;font-size:1.0625rem;margin:0 0 .5rem}.ask ul{margin:0;padding-left:1.25rem}
.ask li{font-size:.9375rem;color:var(--ink2)}
.promise{background:var(--wash);padding:.75rem 1rem;font-size:.875rem;color:var(--ink2);border-radius:3px}
.findings{list-style:none;padding:0;margin:.5rem 0 1rem}.findings li{margin:.75rem 0}.findings .claim{display:inline}
.findings .to-caution{color:var(--ink2)}
figure{margin:2rem 0 1rem}figure h3{margin:0 0 .25rem}
figure>svg,figure .drawn svg{display:block;max-width:100%;height:auto}
.drawn{max-width:26rem}.broad .drawn{max-width:38rem}
h1 span{font-weight:400;color:var(--ink2);font-size:.625em;letter-spacing:0}
.tile b+span{display:inline-block}nav [aria-current]{font-weight:700;box-shadow:-3px 0 var(--link)}
table{border-collapse:collapse;font-size:.875rem;width:100%;margin:.5rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600;color:var(--ink2)}td.n,th.n{text-align:right}
.wide{overflow-x:auto}.cols table{min-width:34rem}
.rank{table-layout:fixed}.rank td,.rank th{vertical-align:middle;padding:0 .5rem}.rank thead th{padding:.25rem .5rem;
border-bottom:1px solid var(--ink3)}
.rank td{height:46px;border-bottom:1px solid var(--grid)}
.rank .who{width:24%}.rank .plot{width:auto;padding:0}.rank .fig{width:22%;white-space:nowrap;text-align:right}
.rank .says{width:22%}.rank thead .fig{white-space:normal}
.rank tbody th{font-weight:400;color:var(--ink);border-bottom:1px solid var(--grid)}
.rank .n1{color:var(--ink3);font-size:.8125rem;white-space:nowrap}
.rank tr.bad{background:var(--worse-wash)}.rank tr.good{background:var(--better-wash)}
.rank tr.bad th,.rank tr.good th,.rank tr.sure th{font-weight:700}
.rank tr.bad .says{color:var(--worse);font-weight:600}.rank tr.good .says{color:var(--better);font-weight:600}
.rank .says{font-size:.8125rem;color:var(--ink3)}.rank .fig b{margin-right:.25rem}
.rank .fig span{color:var(--ink3)}.rank .fig .why{white-space:normal}
.quotes dt{font-weight:600;margin-top:.75rem}.quotes dd{margin:.25rem 0 .25rem 1rem;color:var(--ink2);
max-width:44rem}
.rank svg{display:block;overflow:visible}
.rank tfoot td{height:auto;border:0;padding:.25rem 0}
svg text{font-family:inherit;fill:var(--ink3);font-size:13px}
.grid{stroke:var(--grid)}.ref{stroke:var(--ink);stroke-width:1.5}.target{stroke:var(--ink);stroke-width:1.5;
stroke-dasharray:2 3}
.b{stroke:var(--mute-bar);stroke-width:5}.w{stroke:var(--mute-bar);stroke-width:1.5}
.dot{fill:var(--paper);stroke:var(--mute);stroke-width:2.25}.mark{fill:var(--ink)}
.sure .b,.sure .w{stroke:var(--ink-bar)}.bad .b,.bad .w{stroke:var(--worse-bar)}
.good .b,.good .w{stroke:var(--better-bar)}
.bad .mark{fill:var(--worse)}.good .mark{fill:var(--better)}
.shares{margin:.5rem 0}.shares svg{display:block;overflow:visible}
svg .name{fill:var(--ink);font-weight:600}svg .in{font-weight:700;font-size:15px}
.pt .tip{visibility:hidden;fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:5px}
.pt:hover .tip,.pt:focus .tip{visibility:visible}
.knob{border:1px solid var(--rule);border-radius:3px;padding:.75rem 1rem}.knob[hidden]{display:none}
.knob label{font-size:.875rem;color:var(--ink2)}.knob input{display:block;width:100%;min-height:44px;margin:0;
accent-color:var(--link)}
.knob dl{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:.25rem 1rem;margin:0;font-size:.8125rem}
.knob dt{color:var(--ink3)}.knob dd{margin:0;font-weight:600;font-size:.9375rem}
details{margin:.75rem 0}summary{cursor:pointer;color:var(--link);padding:.25rem 0}
dl.disclosure{display:grid;grid-template-columns:14rem minmax(0,1fr);gap:.25rem 1rem;font-size:.875rem}
dl.disclosure dt{color:var(--ink2);font-weight:600}dl.disclosure dd{margin:0}
.untold{color:var(--ink3)}
.back{font-size:.8125rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (min-width:60.01rem){nav summary{pointer-events:none}}
@media (max-width:60rem){.page{padding:1rem}.columns{display:block}nav{border-bottom:1px solid var(--rule);
margin:-1rem 0 1.5rem}nav .box{position:static;max-height:none}
nav summary{min-height:44px;line-height:44px;color:var(--link);font-weight:400}
nav summary::after{content:"▾";float:right}
nav a{min-height:44px;align-items:center}}
@media (max-width:40rem){h1{font-size:1.5rem}:lang(zh) h1{font-size:1.4375rem}h2{font-size:1.25rem}
.tiles{grid-template-columns:1fr 1fr}.tile:nth-child(odd){border-left:0;padding-left:0}.tile{padding-bottom:1rem}
.tile b{font-size:1.625rem}.tile:nth-child(n+3){border-top:1px solid var(--rule)}
.decisions li{grid-template-columns:2rem minmax(0,1fr);padding:1rem .5rem}.decisions li>svg,.decisions li>div.pic
{grid-column:2}.decisions.first .claim b{font-size:1.0625rem}
.rank,.rank tbody,.rank tfoot,.rank tr,.rank td,.rank tbody th{display:block;width:auto!important;border:0;height:auto}
.rank thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}
.rank tr{display:grid;grid-template-columns:minmax(0,1fr) auto;padding:.5rem;border-bottom:1px solid var(--grid)}
.rank .plot,.rank .says{grid-column:1/3;text-align:left}.rank .fig{grid-column:2;grid-row:1}.rank .plot{grid-row:2}
.knob dl{grid-template-columns:1fr 1fr}.pt .tip{display:none}
.broad{display:none}.rank td,.rank tbody th{padding:0}
.rank tfoot td:empty{display:none}
dl.disclosure{grid-template-columns:1fr}dl.disclosure dd{margin-bottom:.5rem}
details summary{min-height:44px;padding:.75rem 0}}
@media (forced-colors:active){.b,.w,.ref,.dot{stroke:CanvasText}.mark{fill:CanvasText}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@page{size:A4;margin:15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font-size:8pt}}
@media print{html{font-size:9pt}body{font-size:1rem}.page{padding:0;max-width:none}.columns{display:block}
nav,.skip,.back,.knob,summary
{display:none}
.decisions li{grid-template-columns:1.75rem minmax(0,1fr);padding:.4rem .5rem}.also .pic{display:none}
.decisions.first li{grid-template-columns:1.75rem minmax(0,1fr) 13rem}.pic svg text{font-size:8.5px}
h1{font-size:1.6rem}h2{font-size:1.35rem;padding-top:.75rem}h2,h3,caption,.label{break-after:avoid}
.decisions .claim b,.decisions.first .claim b{font-size:1.05rem}.decisions p{margin:0 0 .25rem}
.rank td{height:36px}.rank .says{font-size:.8rem}svg text{font-size:11px}.broad{display:block}
.tiles{margin:.75rem 0 .5rem;grid-template-columns:repeat(4,minmax(0,1fr))}
.bar{margin-bottom:.75rem;padding-bottom:.25rem}
.label{margin:.75rem 0 .25rem}.ask{margin:.75rem 0 .5rem;padding:.4rem .75rem}.promise{padding:.4rem .75rem}
#short{break-after:page}main>section{margin-bottom:1.25rem}
figure,.tile,li,tr,.ask,.promise{break-inside:avoid}details{display:none}details.unsaid,.unsaid>summary{display:block;color:var(--ink2)}*{print-color-adjust:exact}
a{color:inherit;text-decoration:none}}
"""
)
