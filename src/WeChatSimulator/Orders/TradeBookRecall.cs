using System.Text.Json;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>Restores the state from the journal of an earlier process.</summary>
internal sealed partial class TradeBook
{
    /// <summary>Returns what was still under way: callbacks that nobody accepted yet, refunds that had not ended.</summary>
    public (List<Trade> Untold, List<Refund> UntoldRefunds, List<Refund> Open) Recall(IEnumerable<JsonElement> lines)
    {
        lock (_lock)
        {
            var told = new HashSet<string>();
            foreach (var line in lines)
                Apply(line, told);
            return (
                [.. _byNumber.Values.Where(t => t.Payment is not null && !told.Contains($"pay {t.OutTradeNo}"))],
                [.. _refunds.Values.Where(r => r.Status != "PROCESSING" && !told.Contains($"refund {r.OutRefundNo}"))],
                [.. _refunds.Values.Where(r => r.Status == "PROCESSING")]
            );
        }
    }

    private void Apply(JsonElement line, HashSet<string> told)
    {
        string Text(string name) => line.GetProperty(name).GetString()!;
        string? Maybe(string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
        var at = line.GetProperty("at").GetDateTimeOffset();
        switch (Text("what"))
        {
            case "prepay":
                Keep(
                    new Trade(
                        Text("outTradeNo"),
                        Text("prepayId"),
                        new(
                            Text("description"),
                            line.GetProperty("amountFen").GetInt64(),
                            Text("openId"),
                            Text("notifyUrl"),
                            line.GetProperty("expiresAt") is { ValueKind: JsonValueKind.String } expires
                                ? expires.GetDateTimeOffset()
                                : null
                        )
                    )
                );
                break;
            case "pay":
                SetPaid(
                    _byNumber[Text("outTradeNo")],
                    new(
                        Text("transactionId"),
                        line.GetProperty("paidFen").GetInt64(),
                        Text("currency"),
                        Text("merchantId"),
                        Text("appId"),
                        at
                    )
                );
                break;
            case "close":
                _byNumber[Text("outTradeNo")].Status = TradeStatus.Closed;
                break;
            case "refund":
                Keep(
                    new Refund(
                        Text("outRefundNo"),
                        Text("refundId"),
                        _byNumber[Text("outTradeNo")],
                        line.GetProperty("refundFen").GetInt64(),
                        Maybe("notifyUrl"),
                        at
                    )
                );
                break;
            case "refund-end":
                (_refunds[Text("outRefundNo")].Status, _refunds[Text("outRefundNo")].EndedAt) = (Text("status"), at);
                // The refund's end changed, so its callback is due again.
                told.Remove($"refund {Text("outRefundNo")}");
                break;
            case "notify" when line.GetProperty("status").GetInt32() is 200 or 204 or -2:
                told.Add($"{Text("about")} {Text("number")}");
                break;
        }
    }
}
