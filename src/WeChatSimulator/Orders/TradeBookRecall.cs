using System.Text.Json;
using FuelGrains.WeChatSimulator.Orders.Shipping;

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
        switch (Text("what"))
        {
            case "prepay":
                Keep(new Trade(Text("outTradeNo"), Text("prepayId"), Prepaid(line)));
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
                        At(line),
                        line.TryGetProperty("coupon", out var coupon)
                            ? coupon.Deserialize<Coupon>(JsonSerializerOptions.Web)
                            : null
                    )
                );
                _byNumber[Text("outTradeNo")].Held =
                    line.TryGetProperty("held", out var held) && held.ValueKind == JsonValueKind.True;
                break;
            case "shipping":
                _byNumber[Text("outTradeNo")].Shipping = Reported(line);
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
                        line.GetProperty("payerFen").GetInt64(),
                        line.TryGetProperty("notifyUrl", out var url) ? url.GetString() : null,
                        At(line)
                    )
                );
                break;
            case "refund-end":
                var ended = _refunds[Text("outRefundNo")];
                (ended.Status, ended.EndedAt) = (Text("status"), At(line));
                // The refund's end changed, so its callback is due again.
                told.Remove($"refund {ended.OutRefundNo}");
                break;
            case "notify" when line.GetProperty("status").GetInt32() is 200 or 204 or -2:
                told.Add($"{Text("about")} {Text("number")}");
                break;
        }
    }

    private static PrepayAsk Prepaid(JsonElement line) =>
        new(
            line.GetProperty("description").GetString()!,
            line.GetProperty("amountFen").GetInt64(),
            line.GetProperty("openId").GetString()!,
            line.GetProperty("notifyUrl").GetString()!,
            line.GetProperty("expiresAt") is { ValueKind: JsonValueKind.String } expires
                ? expires.GetDateTimeOffset()
                : null,
            line.TryGetProperty("attach", out var attach) ? attach.GetString()! : ""
        );

    private static ShippingReport Reported(JsonElement line) =>
        new(
            line.GetProperty("logistics").GetInt32(),
            line.GetProperty("items").GetString()!,
            line.GetProperty("uploadTime").GetDateTimeOffset(),
            line.GetProperty("count").GetInt32(),
            line.GetProperty("firstAt").GetDateTimeOffset()
        );

    private static DateTimeOffset At(JsonElement line) => line.GetProperty("at").GetDateTimeOffset();
}
