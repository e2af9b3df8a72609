//! Texts with their holes filled.

use crate::architecture::model::{Piece, Resource, ResourceExpression, Text};
use crate::plan::ResourcePlan;
use crate::units::{Bytes, Fixed, MilliCpu};

/// A text; secrets and fields of the pod become variables that `hidden` names.
pub fn filled(text: &Text, resources: &ResourcePlan, mut hidden: impl FnMut(&Piece) -> String) -> String {
    let mut out = String::new();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => out.push_str(literal),
            Piece::Resource(expression) => out.push_str(&amount(expression, resources)),
            Piece::Field(_) | Piece::Secret { .. } => {
                for part in ["$(", &hidden(piece), ")"] {
                    out.push_str(part);
                }
            }
        }
    }
    out
}

/// A number that follows from the container's resources, rounded down.
pub fn amount(expression: &ResourceExpression, resources: &ResourcePlan) -> String {
    let memory_limit = resources.memory_limit.as_ref().unwrap_or(&resources.memory_request).value;
    let cpu_limit = resources.cpu_limit.as_ref().unwrap_or(&resources.cpu_request).value;
    match expression.resource {
        Resource::MemoryRequest => memory(resources.memory_request.value, expression),
        Resource::MemoryLimit => memory(memory_limit, expression),
        Resource::CpuRequest => cpu(resources.cpu_request.value, expression),
        Resource::CpuLimit => cpu(cpu_limit, expression),
    }
}

fn memory(amount: Bytes, expression: &ResourceExpression) -> String {
    let bytes = scaled(amount.0, expression.factor);
    let Some((unit, shown)) = &expression.unit else { return Bytes(bytes).to_string() };
    let size: u64 = match unit.as_str() {
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "KB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => 1,
    };
    format!("{}{}", bytes / size, if *shown { unit.as_str() } else { "" })
}

fn cpu(amount: MilliCpu, expression: &ResourceExpression) -> String {
    let milli = scaled(amount.0, expression.factor);
    match &expression.unit {
        Some((unit, shown)) if unit == "cores" => {
            let cores = Fixed::from_micros(milli.saturating_mul(1000));
            format!("{cores}{}", if *shown { unit.as_str() } else { "" })
        }
        Some((_, false)) => milli.to_string(),
        Some((_, true)) => format!("{milli}m"),
        None => MilliCpu(milli).to_string(),
    }
}

fn scaled(amount: u64, factor: Fixed) -> u64 {
    let product = u128::from(amount) * u128::from(factor.micros()) / u128::from(Fixed::ONE.micros());
    u64::try_from(product).unwrap_or(u64::MAX)
}
