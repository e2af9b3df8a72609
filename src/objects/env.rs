//! Environment variables of a container.

use super::text::filled;
use crate::architecture::model::{EnvVar, Piece, Text};
use crate::plan::ResourcePlan;
use k8s_openapi::api::core::v1 as corev1;
use std::collections::BTreeMap;

/// Variables of a container in the making; hidden ones carry secrets and fields of the pod into texts.
pub struct Env<'a> {
    resources: &'a ResourcePlan,
    hidden: BTreeMap<String, corev1::EnvVarSource>,
}

impl<'a> Env<'a> {
    /// No variables yet.
    pub fn new(resources: &'a ResourcePlan) -> Self {
        Self { resources, hidden: BTreeMap::new() }
    }

    /// A text of the container, with references to hidden variables.
    pub fn text(&mut self, text: &Text) -> String {
        let hidden = &mut self.hidden;
        filled(text, self.resources, |piece| {
            let name = hidden_name(piece);
            hidden.insert(name.clone(), source(piece));
            name
        })
    }

    /// Texts of the container; none where there are none.
    pub fn texts(&mut self, texts: &[Text]) -> Option<Vec<String>> {
        (!texts.is_empty()).then(|| texts.iter().map(|text| self.text(text)).collect())
    }

    /// All variables: the hidden ones first, because the others use them.
    pub fn variables(mut self, written: &[EnvVar]) -> Option<Vec<corev1::EnvVar>> {
        let shown: Vec<corev1::EnvVar> = written.iter().map(|variable| self.variable(variable)).collect();
        let hidden = self.hidden.into_iter().map(|(name, source)| corev1::EnvVar {
            name,
            value: None,
            value_from: Some(source),
        });
        let all: Vec<corev1::EnvVar> = hidden.chain(shown).collect();
        (!all.is_empty()).then_some(all)
    }

    /// One variable: a secret or a field alone needs no hidden one.
    fn variable(&mut self, variable: &EnvVar) -> corev1::EnvVar {
        match variable.value.pieces.as_slice() {
            [piece @ (Piece::Secret { .. } | Piece::Field(_))] => {
                corev1::EnvVar { name: variable.name.clone(), value: None, value_from: Some(source(piece)) }
            }
            _ => corev1::EnvVar {
                name: variable.name.clone(),
                value: Some(self.text(&variable.value)),
                value_from: None,
            },
        }
    }
}

/// The name of the variable that carries a secret or a field.
fn hidden_name(piece: &Piece) -> String {
    let text = match piece {
        Piece::Secret { secret, key } => format!("REF_{secret}_{key}"),
        Piece::Field(field) => format!("REF_{field}"),
        Piece::Literal(_) | Piece::Resource(_) => "REF".to_owned(),
    };
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// Where a secret or a field comes from.
fn source(piece: &Piece) -> corev1::EnvVarSource {
    match piece {
        Piece::Secret { secret, key } => corev1::EnvVarSource {
            secret_key_ref: Some(corev1::SecretKeySelector { key: key.clone(), name: secret.clone(), optional: None }),
            ..Default::default()
        },
        Piece::Field(field) => corev1::EnvVarSource {
            field_ref: Some(corev1::ObjectFieldSelector {
                api_version: Some("v1".to_owned()),
                field_path: (*field).to_owned(),
            }),
            ..Default::default()
        },
        Piece::Literal(_) | Piece::Resource(_) => corev1::EnvVarSource::default(),
    }
}
