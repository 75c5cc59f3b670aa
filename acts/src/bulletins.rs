//! Bulletins 通报: composed from one frozen cut, issued once, printed in every format, checked offline.

mod checks;
mod press;

pub use checks::{Check, Difference, check};
pub use press::{Format, Press};

use crate::books::Breadth;
use crate::keys::CountyKey;
use crate::supervision::{Ordered, Part};
use crate::{Error, Office, hex};
use domain::actors::{Act, Actor, Scope};
use domain::bulletins::{Campaign, Commitment, CountyNames, Cut, Followed};
use domain::calendar::{Date, Period, end_of_day, start_of_day};
use domain::document::Document;
use domain::lang::{Bilingual, Lang};
use domain::registers::COUNTIES;
use domain::stage::Stage;
use domain::statistics::Books;
use sm3::{Digest, Sm3};
use store::{Bulletin, NewBulletin};

/// What a bulletin is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub period: Period,
    pub as_of: Date,
    pub stage: Stage,
}

/// The answer to "issue".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    pub number: String,
    /// SM3 of everything both languages state.
    pub digest: String,
    /// Place in the county's chain.
    pub seq: i64,
}

/// A corrigendum 更正通报 names the bulletin it corrects and says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrects {
    pub number: String,
    pub reason: String,
}

impl Office {
    /// Compose a draft: the same cut in both languages, with the orders that its reader may see.
    pub fn compose(&self, actor: &Actor, asked: Asked) -> Result<[Document; 2], Error> {
        let scope = &actor.scope();
        let books = self.books(scope, asked.period, asked.as_of, asked.stage, Breadth::Everything)?;
        if books.indicators.is_empty() {
            return Err(Error::NothingToCompose(asked.period.to_string()));
        }
        let head = self.store.head(scope)?;
        let cut = Cut { orders: self.followed(actor, asked.as_of)?, ..cut(&books, asked.period, head.seq) };
        Ok([Lang::Zh, Lang::En].map(|lang| domain::bulletins::compose(&cut, lang)))
    }

    /// Orders that were given out, as of a day.
    fn followed(&self, actor: &Actor, as_of: Date) -> Result<Vec<Followed>, Error> {
        let part = Part::of_orders(actor);
        self.with_roll(actor.county, as_of, |roll| {
            // Where the holidays of a year are not announced yet, nobody can say what is behind; the rest is told all the same.
            let bands = roll.bands_of_orders(as_of).ok();
            let given_out = roll.orders().filter(|o| o.order.issued_on.is_some() && part.shows(&o.order));
            let followed = |o: &Ordered| Followed {
                number: o.number.clone(),
                matter: o.matter.clone(),
                unit: roll.unit(o.order.unit).map(|u| Bilingual::new(&u.name, &u.name_en)).unwrap_or_default(),
                order: o.order.clone(),
                slip: bands.as_ref().and_then(|bands| bands.slip(&o.order, &roll.rules)),
            };
            given_out.map(followed).collect()
        })
    }

    /// Issue 印发: number, day and signed digest go into the chain with the frozen text; it never changes again.
    pub fn issue(&self, actor: &Actor, asked: Asked, key: &CountyKey, corrects: Option<&Corrects>) -> Result<Issued, Error> {
        let scope = actor.scope();
        let drafts = self.compose(actor, asked)?;
        let earlier = self.store.read(&scope, |reader| reader.bulletins())?;
        if let Some(corrects) = corrects
            && !earlier.iter().any(|b| b.content.number == corrects.number)
        {
            return Err(Error::UnknownBulletin(corrects.number.clone()));
        }
        let books = self.books(&scope, asked.period, asked.as_of, asked.stage, Breadth::Everything)?;
        let names = county_names(&books);
        let of_year = earlier.iter().filter(|b| b.content.number.contains(&format!("〔{}〕", self.today.year()))).count();
        let number = format!("{}〔{}〕{}号", names.number_prefix, self.today.year(), of_year + 1);
        let head = self.store.head(&scope)?;
        let documents = drafts.map(|draft| {
            let proof = proof_lines(draft.lang, head.seq, corrects);
            domain::bulletins::issue(draft, &number, self.today, proof)
        });
        let digest = digest(&documents);
        let signature = key.sign(&format!("{number}\n{digest}"))?;
        let act = Act {
            actor: actor.clone(),
            verb: "bulletins.issue".to_owned(),
            subject: number.clone(),
            reason: corrects.map(|c| c.reason.clone()).unwrap_or_default(),
            origin: String::new(),
            key: format!("issue {number}"),
            recorded_at: start_of_day(self.today),
        };
        let [zh, en] = &documents;
        let bulletin = NewBulletin {
            number: number.clone(),
            period: asked.period.to_string(),
            as_of: end_of_day(asked.as_of),
            title: zh.title.clone(),
            document_zh: serde_json::to_string(zh).unwrap_or_default(),
            document_en: serde_json::to_string(en).unwrap_or_default(),
            digest: digest.clone(),
            signature,
            supersedes: corrects.map(|c| c.number.clone()),
            reason: corrects.map(|c| c.reason.clone()).unwrap_or_default(),
        };
        match self.store.write(act, |tx| tx.issue(bulletin).map_err(Error::from))? {
            store::Written::Done { value: seq, .. } => Ok(Issued { number, digest, seq }),
            store::Written::Already { .. } => Err(Error::NumberTaken(number)),
        }
    }

    /// An issued bulletin as it was frozen.
    pub fn bulletin(&self, scope: &Scope, number: &str) -> Result<(Bulletin, [Document; 2]), Error> {
        let unknown = || Error::UnknownBulletin(number.to_owned());
        let issued = self.store.read(scope, |reader| reader.bulletin(number))?.ok_or_else(unknown)?;
        let read = |text: &str| serde_json::from_str(text).map_err(|_| unknown());
        let documents = [read(&issued.content.document_zh)?, read(&issued.content.document_en)?];
        Ok((issued, documents))
    }
}

/// SM3 of everything the documents state.
pub fn digest(documents: &[Document; 2]) -> String {
    let mut sm3 = Sm3::new();
    for document in documents {
        sm3.update(domain::bulletins::digest_text(document).as_bytes());
    }
    hex(&sm3.finalize())
}

/// The cut 截面 of a period that a bulletin is composed from.
pub fn cut(books: &Books, period: Period, position: i64) -> Cut<'_> {
    let mut campaigns: Vec<Campaign> = books.records("campaigns").iter().map(Campaign::from_record).collect();
    campaigns.sort_by_key(|c| c.position);
    let commitments = books.records("commitments").iter().map(Commitment::from_record).collect();
    Cut { books, period, county: county_names(books), campaigns, commitments, orders: Vec::new(), position: position.to_string() }
}

fn county_names(books: &Books) -> CountyNames {
    books.records(COUNTIES.noun).first().map(CountyNames::from_record).unwrap_or_default()
}

fn proof_lines(lang: Lang, seq: i64, corrects: Option<&Corrects>) -> Vec<String> {
    let mut lines = vec![match lang {
        Lang::Zh => format!("总账位置：第{seq}号之前的全部分录；本件附有签名，可用 guatu bulletin check 离线核验。"),
        Lang::En => format!(
            "Ledger position: all entries before no. {seq}; this sheet is signed and can be checked offline with guatu bulletin check."
        ),
    }];
    if let Some(corrects) = corrects {
        lines.push(match lang {
            Lang::Zh => format!("本件更正{}：{}", corrects.number, corrects.reason),
            Lang::En => format!("Corrects {}: {}", corrects.number, corrects.reason),
        });
    }
    lines
}
