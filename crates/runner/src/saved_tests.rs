//! `drawbridge test`: the connectors' saved tests and saved chats, run by the engine on the recorded samples. Nothing is sent.

use drawbridge_engine::Plan;
use drawbridge_model::Connector;

use crate::arguments::BundleArguments;
use crate::call::wait_for;
use crate::failure::Failure;
use crate::{bundle_file, output};

/// Runs all tests, prints how those that fail differ, and counts; the exit status is 1 if one failed.
pub fn test(arguments: &BundleArguments) -> Result<u8, Failure> {
    let bundle = bundle_file::open_sound(arguments)?;
    let plans: Vec<(&Connector, Plan)> = bundle
        .sound_connectors()
        .map(|sound| Ok((sound.connector(), Plan::of_sound(sound).map_err(Failure::problems)?)))
        .collect::<Result<_, Failure>>()?;
    let (mut passed, mut failed) = (0, 0);
    for (connector, plan) in &plans {
        for result in wait_for(drawbridge_engine::saved_tests(connector, plan))? {
            if result.difference.is_empty() {
                passed += 1;
            } else {
                failed += 1;
                output::failed_test(&connector.tool_name, &result.name, &result.difference);
            }
        }
    }
    for connector in &bundle.connectors {
        let chats = drawbridge_assistant::chat_tests(connector, &bundle.connectors, &bundle.systems);
        for result in wait_for(chats)? {
            if result.difference.is_empty() {
                passed += 1;
            } else {
                failed += 1;
                output::failed_test(&connector.tool_name, &result.name, &result.difference);
            }
        }
    }
    output::counted_tests(passed, failed);
    Ok(u8::from(failed > 0))
}
