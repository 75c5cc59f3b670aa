//! Campaigns 战役: the county's indicators of one campaign.

use super::demo::{LEADER, get};

#[test]
fn a_campaign_states_its_figures_and_next_steps() {
    let page = get("/campaigns/investment", LEADER).is(200).says(&[
        "招商引资",
        "新签工业项目",
        "−45.9",
        "时序进度",
        "下步打算",
        "16个招商团队",
    ]);
    get(&page.link("/figures/361099:contract_investment:cumulative"), LEADER).is(200).says(&["与本数一致"]);
    get("/campaigns/funds?lang=en", LEADER).is(200).says(&["Project funds from upper levels", "Funds arrived", "−7.0"]);
    get("/campaigns/none", LEADER).is(404);
    get("/campaigns/investment?format=xlsx", LEADER).is(200);
}
