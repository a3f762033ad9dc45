//! What a register's interface is, as OpenAPI 3.1: made from the catalogue, so that it says what the catalogue says.

use app::data_layer::{CataloguedSet, Share};
use serde_json::{Map, Value, json};

use super::evidence;
use super::exchange::{ServiceId, VERSION, header};
use super::records::{DataSet, MOST_ASKED};

/// The description of one service.
pub fn described(set: DataSet, catalogued: &CataloguedSet) -> Value {
    let method = if set.is_public() { "get" } else { "post" };
    let one = answered(catalogued);
    let is_list = matches!(
        set,
        DataSet::Certificates
            | DataSet::Deliveries
            | DataSet::Licences
            | DataSet::Offices
            | DataSet::LegalPersons
            | DataSet::Addresses
            | DataSet::CareProviders
    );
    let schema = if is_list {
        json!({ "type": "array", "items": one })
    } else {
        one
    };
    let mut operation = json!({
        "operationId": catalogued.code.replace('/', "-").to_lowercase(),
        "summary": catalogued.name.en,
        "description": format!("{}\n\n{}", catalogued.about.zh, catalogued.about.en),
        "parameters": parameters(set),
        "responses": {
            "200": {
                "description": "what the register holds, or the number that it gave",
                "headers": proof(),
                "content": { "application/json": { "schema": schema } },
            },
            "400": failure("the message is not of the protocol, or the question none of this register"),
            "404": refusal("no record"),
            "409": refusal("refused: something stands in the way"),
            "422": refusal("refused: the entry will not do"),
            "500": failure("the exchange failed: no grant, no such service, the register does not answer"),
        },
    });
    if !set.is_public() {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": question(set) } },
        });
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{} {}", catalogued.name.zh, catalogued.name.en),
            "version": "1",
            "summary": catalogued.code,
        },
        "servers": [{
            "url": format!("{{securityServer}}/{VERSION}/{}", ServiceId::of(set)),
            "variables": { "securityServer": { "default": "http://127.0.0.1:4000" } },
        }],
        "paths": { "/": { method: operation } },
        "components": { "schemas": { "Wording": {
            "type": "object",
            "required": ["zh", "en"],
            "properties": { "zh": { "type": "string" }, "en": { "type": "string" } },
        } } },
    })
}

fn parameters(set: DataSet) -> Value {
    let text = |name: &str, is_required: bool, description: &str| {
        json!({
            "name": name,
            "in": "header",
            "required": is_required,
            "description": description,
            "schema": { "type": "string", "maxLength": 1000 },
        })
    };
    let mut all = vec![
        text(
            header::CLIENT.as_str(),
            true,
            "the asking system: instance/memberClass/memberCode/subsystem",
        ),
        text(
            header::PURPOSE.as_str(),
            !set.is_open(),
            "what for; the grant is found by its first part",
        ),
        text(header::ID.as_str(), false, "this message, a UUID"),
        text(
            header::USER_ID.as_str(),
            false,
            "CN and a pseudonym; never an identity number",
        ),
        text(header::ISSUE.as_str(), false, "the case that is the reason"),
        text(
            header::REPRESENTED_PARTY.as_str(),
            false,
            "for whom, where that is not the asking system: [memberClass/]memberCode",
        ),
        text(
            header::SECURITY_SERVER.as_str(),
            false,
            "the one security server that is to take it: instance/memberClass/memberCode/serverCode",
        ),
    ];
    if set.is_written() {
        all.push(text(
            header::IDEMPOTENCY_KEY.as_str(),
            true,
            "the same key gives the same answer, however often it is sent",
        ));
    }
    Value::Array(all)
}

fn question(set: DataSet) -> Value {
    if set.is_written() {
        json!({
            "type": "object",
            "required": ["reference", "fields"],
            "properties": {
                "reference": { "type": "string", "description": "the case on whose ground it is written" },
                "fields": {
                    "type": "object",
                    "required": set.needs(),
                    "additionalProperties": { "type": "string" },
                },
            },
        })
    } else if set == DataSet::LegalPersons {
        json!({
            "type": "object",
            "required": ["credit_codes"],
            "properties": { "credit_codes": {
                "type": "array",
                "maxItems": MOST_ASKED,
                "items": { "type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$" },
            } },
        })
    } else if set == DataSet::Addresses {
        json!({
            "type": "object",
            "required": ["addresses"],
            "properties": { "addresses": {
                "type": "array",
                "maxItems": MOST_ASKED,
                "items": {
                    "type": "object",
                    "required": ["street", "address"],
                    "properties": {
                        "street": { "type": "string", "pattern": "^[0-9]{9}$" },
                        "address": { "type": "string" },
                    },
                },
            } },
        })
    } else if set == DataSet::CareProviders {
        json!({
            "type": "object",
            "required": ["providers"],
            "properties": { "providers": {
                "type": "array",
                "maxItems": MOST_ASKED,
                "items": { "type": "string", "pattern": "^[0-9]{6}-YL-[0-9]+$" },
            } },
        })
    } else {
        json!({
            "type": "object",
            "required": ["number"],
            "properties": { "number": { "type": "string", "pattern": "^[0-9]{17}[0-9X]$" } },
        })
    }
}

/// Every field, with its class; what is never shared stands in the catalogue and not here.
fn answered(catalogued: &CataloguedSet) -> Value {
    let mut properties = Map::new();
    for field in &catalogued.fields {
        if field.share == Share::NotShared {
            continue;
        }
        let mut said = json!({
            "description": format!("{} {}", field.label.zh, field.label.en),
            "x-class": format!("{:?}", field.class).to_lowercase(),
        });
        if let Some(table) = &field.table {
            said["x-code-table"] = json!(table);
        }
        properties.insert(field.name.clone(), said);
    }
    json!({ "type": "object", "properties": properties, "description": "only the fields that were granted" })
}

fn proof() -> Value {
    let said =
        |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    json!({
        header::REQUEST_HASH.as_str(): said("binds the answer to the question"),
        evidence::SIGNATURE.as_str(): said("Ed25519 by the register's owner over hash, answer, service and time"),
        evidence::SIGNED_AT.as_str(): said("when it was signed, RFC 3339"),
        evidence::KEY.as_str(): said("which key; the service signingKeys names it"),
    })
}

fn failure(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {
                "type": { "type": "string" },
                "message": { "type": "string" },
                "detail": { "type": "string" },
            },
        } } },
    })
}

fn refusal(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": { "type": "string" },
                "message": { "$ref": "#/components/schemas/Wording" },
            },
        } } },
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use app::data_layer::catalogue;

    use super::*;

    /// `UPDATE_DOCS=1 cargo test --workspace --lib -- openapi` writes them anew.
    #[test]
    fn the_descriptions_in_the_repository_are_those_that_are_served() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi");
        for set in DataSet::ALL {
            let code = set.code();
            let catalogued = catalogue().set(&code).expect("catalogued");
            assert!(catalogued.is_published, "{code}");
            assert_eq!(catalogued.owner, set.address().0, "{code}");
            let said = serde_json::to_string_pretty(&described(set, catalogued)).unwrap() + "\n";
            let file = folder.join(format!("{}.json", code.replace('/', "-")));
            if std::env::var_os("UPDATE_DOCS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&file, &said).unwrap();
            }
            let kept = std::fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(kept, said, "{}", file.display());
        }
        let published = catalogue().sets.iter().filter(|set| set.is_published);
        assert_eq!(published.count(), DataSet::ALL.len());
    }
}
