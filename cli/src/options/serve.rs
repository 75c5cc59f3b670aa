//! Words of `guatu serve` 网页服务: where the pages are served, and for whom.

use clap::Args;
use std::net::IpAddr;

/// How the pages are served.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub model: ModelPlace,
    /// Seconds between the checkpoints made by itself, 1 to 60 · 自动存证间隔（秒）
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub checkpoint_every: u64,
}

/// Where the county's own language model is; none unless this is given (docs/model.md).
#[derive(Debug, Default, Args)]
pub struct ModelPlace {
    /// The county's own model, http://IP:PORT/v1 on this machine or a private network · 本县模型地址
    #[arg(long = "model-address", value_name = "URL", requires = "name")]
    pub address: Option<String>,
    /// What the model is called there · 模型名称
    #[arg(long = "model-name", value_name = "NAME", requires = "address")]
    pub name: Option<String>,
}

/// Where the web pages are served.
#[derive(Debug, Args)]
pub struct Place {
    /// 0 takes any free port · 端口
    #[arg(long, default_value_t = 8420)]
    pub port: u16,
    /// Address to listen on · 监听地址
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// Reverse proxy whose word on callers is taken, beside this machine; may be given several times · 反向代理
    #[arg(long = "proxy", value_name = "IP")]
    pub proxies: Vec<IpAddr>,
}
