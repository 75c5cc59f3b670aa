//! Checkpoints 存证点: what a county's chain came to on a day, signed, in a small file to be kept where nobody who can
//! change the database can reach it. Held against the database later, it proves that everything it covers is still there
//! and unchanged: somebody who rewrites history with all its hashes cannot rewrite the file.

mod keeper;

pub use keeper::{Keeper, Made, Round, kept, kept_on};

use crate::keys::{CountyKey, PublicKey};
use crate::{Error, Office, hex, true_now};
use domain::actors::Scope;
use domain::calendar::instant_text;
use domain::lang::Lang;
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::{BadRow, Digests};

const FORMAT: &str = "guatu-checkpoint/1";

/// A checkpoint as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    format: String,
    pub county: i32,
    /// Place of the last fact it covers.
    pub seq: i64,
    /// The chain's hash there, and the same chain made with SHA-256.
    pub sm3: String,
    pub sha256: String,
    /// The office's day, and the instant in the reporting zone.
    pub day: String,
    pub at: String,
    pub algorithm: String,
    pub signature: String,
}

impl Checkpoint {
    pub fn read(path: &Path) -> Result<Checkpoint, Error> {
        let bytes = std::fs::read(path).map_err(|e| Error::Unreadable(path.to_owned(), e.to_string()))?;
        Checkpoint::parse(&bytes).ok_or_else(|| Error::NotACheckpoint(path.to_owned()))
    }

    /// The file's content; `None`: it is no checkpoint.
    pub fn parse(bytes: &[u8]) -> Option<Checkpoint> {
        let read: Option<Checkpoint> = serde_json::from_slice(bytes).ok();
        read.filter(|checkpoint| checkpoint.format == FORMAT)
    }

    /// The file's text.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What is signed, a line a word, so that it can be written down and checked without this program.
    pub fn statement(&self) -> String {
        let Checkpoint { format, county, seq, sm3, sha256, day, at, algorithm, signature: _ } = self;
        format!("{format}\ncounty {county}\nseq {seq}\nsm3 {sm3}\nsha256 {sha256}\nday {day}\nat {at}\nalgorithm {algorithm}\n")
    }

    /// What it states; `None`: it is not written as we write it.
    fn digests(&self) -> Option<Digests> {
        let bytes = |text: &str| -> Option<[u8; 32]> {
            let pairs = (0..32).map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok());
            (text.len() == 64).then(|| pairs.collect::<Option<Vec<u8>>>())??.try_into().ok()
        };
        Some(Digests { seq: self.seq, sm3: bytes(&self.sm3)?, sha256: bytes(&self.sha256)? })
    }

    fn states(&self, digests: &Digests) -> Option<Flaw> {
        let seq = digests.seq;
        if self.sm3 != hex(&digests.sm3) {
            return Some(Flaw::Hash { name: "SM3", seq });
        }
        (self.sha256 != hex(&digests.sha256)).then_some(Flaw::Hash { name: "SHA-256", seq })
    }
}

/// What came of holding a checkpoint against the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub checkpoint: Checkpoint,
    /// Facts recorded since.
    pub since: i64,
    /// The first thing that does not hold.
    pub flaw: Option<Flaw>,
}

/// Why a checkpoint does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Not signed by the county's key, or altered since.
    Signature,
    OtherCounty {
        ours: i32,
    },
    /// The chain ends before the checkpoint.
    Shorter {
        head: i64,
    },
    Row(BadRow),
    /// Every row follows from the one before, and yet they come to something else: history was written anew.
    Hash {
        name: &'static str,
        seq: i64,
    },
}

impl Office {
    /// Sign what the county's chain comes to now. All of it is recomputed first: what does not hold is not signed.
    pub fn checkpoint(&self, scope: &Scope, key: &CountyKey) -> Result<Checkpoint, Error> {
        let county = scope.county();
        let found = self.store.prefix(county, None)?;
        if let Some(row) = found.bad {
            return Err(Error::ChainDoesNotHold(row.zh, row.en));
        }
        let digests = found.digests.ok_or(Error::UnknownCounty(county))?;
        self.signed(county, &digests, key)
    }

    /// Sign what was recomputed.
    fn signed(&self, county: i32, digests: &Digests, key: &CountyKey) -> Result<Checkpoint, Error> {
        let mut checkpoint = Checkpoint {
            format: FORMAT.to_owned(),
            county,
            seq: digests.seq,
            sm3: hex(&digests.sm3),
            sha256: hex(&digests.sha256),
            day: self.today.to_string(),
            at: instant_text(true_now()),
            algorithm: key.algorithm().word().to_owned(),
            signature: String::new(),
        };
        checkpoint.signature = key.sign(&checkpoint.statement())?;
        Ok(checkpoint)
    }

    /// Hold a checkpoint against the county's chain: is what it covers still there and unchanged?
    pub fn prove(&self, scope: &Scope, checkpoint: Checkpoint, key: &PublicKey) -> Result<Proof, Error> {
        let signed = key.verifies(&checkpoint.statement(), &checkpoint.signature)?;
        let fails = |checkpoint, flaw| Ok(Proof { checkpoint, since: 0, flaw: Some(flaw) });
        if !signed {
            return fails(checkpoint, Flaw::Signature);
        }
        if checkpoint.county != scope.county() {
            return fails(checkpoint, Flaw::OtherCounty { ours: scope.county() });
        }
        let found = self.store.prefix(checkpoint.county, Some(checkpoint.seq))?;
        let since = (found.head - checkpoint.seq).max(0);
        let flaw = match (found.bad, found.digests) {
            (Some(row), _) => Some(Flaw::Row(row)),
            (None, None) => Some(Flaw::Shorter { head: found.head }),
            (None, Some(digests)) => checkpoint.states(&digests),
        };
        Ok(Proof { checkpoint, since, flaw })
    }
}

impl Proof {
    pub fn holds(&self) -> bool {
        self.flaw.is_none()
    }

    /// What was proved, or the first thing that does not hold.
    pub fn sentence(&self, lang: Lang) -> String {
        let Checkpoint { county, seq, day, .. } = &self.checkpoint;
        let verdict = match (&self.flaw, lang) {
            (None, Lang::Zh) => {
                return format!(
                    "存证点成立（县{county}，{day}，第{seq}号）：签名有效；第1号至第{seq}号全部重算，与存证时一致；此后新增{}行",
                    self.since
                );
            }
            (None, Lang::En) => {
                return format!(
                    "the checkpoint holds (county {county}, {day}, no. {seq}): its signature is good, and rows 1 to {seq}, all \
                     recomputed, are what they were; {} rows were added since",
                    self.since
                );
            }
            (Some(flaw), _) => flaw.sentence(*seq, lang),
        };
        match lang {
            Lang::Zh => format!("存证点不成立（县{county}，{day}，第{seq}号）：{verdict}"),
            Lang::En => format!("the checkpoint does NOT hold (county {county}, {day}, no. {seq}): {verdict}"),
        }
    }
}

impl Flaw {
    fn sentence(&self, seq: i64, lang: Lang) -> String {
        let (zh, en) = match self {
            Flaw::Signature => (
                "签名无效，不是用这把公钥对应的密钥签的，或文件被改动".to_owned(),
                "its signature is wrong: it was not made with the county's key, or the file was changed".to_owned(),
            ),
            Flaw::OtherCounty { ours } => (format!("它不是县{ours}的存证点"), format!("it is not a checkpoint of county {ours}")),
            Flaw::Shorter { head } => (
                format!("数据链现在只到第{head}号，短于存证时的第{seq}号，有记录被删去，或换上了旧的数据库"),
                format!(
                    "the chain now ends at no. {head}, before no. {seq}: records were removed, or an older database was put in place"
                ),
            ),
            Flaw::Row(row) => (row.zh.clone(), row.en.clone()),
            Flaw::Hash { name, seq } => (
                format!("第{seq}号的{name}校验值与存证时不同，第1号至第{seq}号之间的记录被改写过"),
                format!("the {name} hash at no. {seq} is another: something between rows 1 and {seq} was rewritten"),
            ),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::Database;

    /// County, place, hashes and signature each have their own sentence, and none holds for another county.
    #[test]
    fn every_flaw_is_told_apart() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let office = Office::create(&Database::Sqlite(dir.path().join("guatu.db")), None).expect("made");
        let [ours, theirs] = [1, 2].map(|county| Office::operator(county).scope());
        let key = CountyKey::of(dir.path(), 1).expect("a key");
        let whole = office.checkpoint(&ours, &key).expect("signed");
        let flaw = |scope: &Scope, change: &dyn Fn(&mut Checkpoint)| {
            let mut checkpoint = whole.clone();
            change(&mut checkpoint);
            checkpoint.signature = key.sign(&checkpoint.statement()).expect("signed");
            let proof = office.prove(scope, checkpoint, &key.public()).expect("judged");
            assert_eq!(proof.holds(), proof.sentence(Lang::Zh).contains("存证点成立"));
            proof.flaw
        };
        assert_eq!(flaw(&ours, &|_| {}), None);
        assert_eq!(flaw(&theirs, &|_| {}), Some(Flaw::OtherCounty { ours: 2 }));
        assert_eq!(flaw(&ours, &|c| c.seq = 3), Some(Flaw::Shorter { head: 0 }));
        assert_eq!(flaw(&ours, &|c| c.sm3 = "00".repeat(32)), Some(Flaw::Hash { name: "SM3", seq: 0 }));
        assert_eq!(flaw(&ours, &|c| c.sha256 = "00".repeat(32)), Some(Flaw::Hash { name: "SHA-256", seq: 0 }));
        let changes: [fn(&mut Checkpoint); 4] =
            [|c| c.day.push('0'), |c| c.at.push('0'), |c| c.algorithm.push('0'), |c| c.seq += 1];
        for change in changes {
            let mut checkpoint = whole.clone();
            change(&mut checkpoint);
            let proof = office.prove(&ours, checkpoint, &key.public()).expect("judged");
            assert_eq!(proof.flaw, Some(Flaw::Signature));
        }
        let file = dir.path().join("kept.json");
        std::fs::write(&file, whole.text()).expect("written");
        assert_eq!(Checkpoint::read(&file).expect("read"), whole);
    }
}
