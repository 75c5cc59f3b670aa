//! Parts 零件: the light with its shape and word, and the bar with its time marker, drawn the same on every page.

use askama::Template;
use domain::document::Light;
use domain::lang::Lang;
use domain::measure::Ratio;

/// A light 灯: colour, shape and word, so that print and colour-blind readers lose nothing.
#[derive(Template, Clone, Debug)]
#[template(source = r#"<span class="lt {{ name }}"><i aria-hidden="true">{{ shape }}</i><b>{{ word }}</b></span>"#, ext = "html")]
pub struct Mark {
    pub name: &'static str,
    pub shape: &'static str,
    pub word: &'static str,
}

impl Mark {
    pub fn of(light: Light, lang: Lang) -> Mark {
        Mark { name: light.name(), shape: light.shape(), word: light.word(lang) }
    }

    /// The light if there is one; else a grey ring "no light".
    pub fn or_none(light: Option<Light>, lang: Lang) -> Mark {
        light.map_or(Mark { name: "none", shape: "○", word: lang.of("不亮灯", "no light") }, |l| Mark::of(l, lang))
    }
}

/// A bar 进度条: how much of the target is done, with a mark where time stands.
#[derive(Template, Clone, Debug)]
#[template(
    source = r#"<svg class="bar {{ light }}" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="{{ label }}"><rect class="track" width="1000" height="20"/><rect class="done" width="{{ done }}" height="20"/>{% if let Some(time) = time %}<rect class="time" x="{{ time }}" y="-3" width="5" height="26"/>{% endif %}</svg>"#,
    ext = "html"
)]
pub struct Bar {
    pub light: &'static str,
    /// Per mille of the width.
    pub done: i64,
    pub time: Option<i64>,
    pub label: String,
}

impl Bar {
    pub fn new(light: Option<Light>, share: Ratio, time: Option<Ratio>, lang: Lang) -> Bar {
        let per_mille = |r: Ratio| r.round(3).clamp(0, 1000);
        let done = crate::words::percent(share);
        let label = match (lang, time) {
            (Lang::Zh, Some(time)) => format!("完成{done}%，时序进度{}%", crate::words::percent(time)),
            (Lang::Zh, None) => format!("完成{done}%"),
            (Lang::En, Some(time)) => format!("{done}% done, time progress {}%", crate::words::percent(time)),
            (Lang::En, None) => format!("{done}% done"),
        };
        Bar { light: light.map_or("none", Light::name), done: per_mille(share), time: time.map(|t| per_mille(t).min(995)), label }
    }
}
