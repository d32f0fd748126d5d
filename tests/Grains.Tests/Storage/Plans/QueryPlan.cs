using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <summary>
/// Judges the generic plan of a statement: what it costs must not grow with a table. A sequential scan reads the whole table; an index
/// scan is bound only when its condition names a column that few rows share.
/// </summary>
internal static partial class QueryPlan
{
    /// <summary>Tables with a row a product, station, campaign, shard or member of staff; all others grow with customers.</summary>
    private static readonly HashSet<string> Small =
    [
        "products",
        "stations",
        "staff",
        "campaigns",
        "stock_shards",
        "group_terms",
        "refund_askers",
        "voucher_guesses",
        "reconciliation",
        "station_products",
        "site_credentials",
        "bills",
        "bill_sums",
    ];

    /// <summary>Columns that few rows share, however large their table.</summary>
    private static readonly HashSet<string> Selective =
    [
        "id",
        "order_id",
        "customer_id",
        "team_id",
        "share_code",
        "out_trade_no",
        "transaction_id",
        "out_refund_no",
        "holder",
        "code_index",
        "openid_index",
        "voucher_id",
        "authorisation_id",
        "sale_id",
        "site_transaction",
        "key_hash",
        "invited_id",
        "subject",
        "event",
        "scope",
    ];

    /// <summary>Indexes of rows that wait or are open: they shrink when the work is done, whatever the table keeps.</summary>
    private static readonly HashSet<string> Waiting =
    [
        "ix_pay_attempts_due",
        "ix_pay_attempts_release",
        "ix_payments_due",
        "ix_refunds_due",
        "ix_shipping_reports_due",
        "ix_shipping_reports_open",
        "ix_bill_differences_open",
        "ix_vouchers_held",
        "ix_authorisations_unknown",
        "uq_authorisations_open",
        "ix_fuel_sales_unsettled",
        "ix_fuel_orders_due",
        "ix_fuel_orders_back_office",
        "uq_fuel_orders_pump",
        "ix_outbox_kind",
        "ix_outbox_dead",
        "uq_alarms_open",
        "ix_teams_due",
        "ix_teams_open",
    ];

    /// <summary>Returns the faults of the plan; empty when there are none.</summary>
    public static async Task<IReadOnlyList<string>> JudgeAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<string, string> tableOfIndex,
        Statement statement,
        CancellationToken ct
    )
    {
        var faults = new List<string>();
        foreach (
            var text in statement.Text.Split(
                ';',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            var (positional, types) = Number(text, statement.Parameters);
            var nulls = string.Join(", ", types.Select(_ => "NULL"));
            var list = types.Length == 0 ? "" : $"({string.Join(", ", types)})";
            await RunAsync($"PREPARE judged{list} AS {positional}");
            await using (var explain = connection.CreateCommand())
            {
                explain.CommandText = $"EXPLAIN (FORMAT JSON) EXECUTE judged{(types.Length == 0 ? "" : $"({nulls})")}";
                using var plan = JsonDocument.Parse((string)(await explain.ExecuteScalarAsync(ct))!);
                Walk(plan.RootElement[0].GetProperty("Plan"), tableOfIndex, faults);
            }
            await RunAsync("DEALLOCATE judged");
        }
        return faults;

        async Task RunAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    // PREPARE takes places, as the driver sends them.
    private static (string Text, ImmutableArray<string> Types) Number(
        string text,
        ImmutableArray<(string Name, string Type)> parameters
    )
    {
        if (parameters.All(p => p.Name.Length == 0))
            return (text, [.. parameters.Select(p => p.Type)]);
        var used = new List<string>();
        var numbered = Named()
            .Replace(
                text,
                match =>
                {
                    var name = match.Groups[1].Value;
                    if (!used.Contains(name))
                        used.Add(name);
                    return $"${used.IndexOf(name) + 1}";
                }
            );
        return (numbered, [.. used.Select(TypeOf)]);

        // A method that others give parameters is called without them; theirs are texts.
        string TypeOf(string name) => parameters.FirstOrDefault(p => p.Name.TrimStart('@') == name).Type ?? "text";
    }

    private static void Walk(JsonElement node, IReadOnlyDictionary<string, string> tableOfIndex, List<string> faults)
    {
        var kind = node.GetProperty("Node Type").GetString()!;
        if (kind == "Seq Scan" && Grows(Text(node, "Relation Name")))
            faults.Add($"Seq Scan on {Text(node, "Relation Name")}");
        if (Text(node, "Index Name") is { Length: > 0 } index && Grows(tableOfIndex[index]) && !Waiting.Contains(index))
        {
            var condition = Text(node, "Index Cond");
            if (!Column().Matches(condition).Any(m => Selective.Contains(m.Groups[1].Value)))
                faults.Add($"{kind} of {index} by {(condition.Length == 0 ? "nothing" : condition)}");
        }
        if (node.TryGetProperty("Plans", out var inner))
            foreach (var child in inner.EnumerateArray())
                Walk(child, tableOfIndex, faults);
    }

    private static bool Grows(string table) => !Small.Contains(table);

    private static string Text(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    [GeneratedRegex(@"(?<![@\w:])@(\w+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"\(?(?:\w+\.)?(\w+)\)?(?:::\w+)? (?:=|<|>|<=|>=) ")]
    private static partial Regex Column();
}
