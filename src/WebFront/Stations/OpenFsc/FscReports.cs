using System.Collections.Frozen;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>Reads what sites report into the product's own terms. Null: the arguments are not as the specification says.</summary>
public static class FscReports
{
    private const string Litre = "LTR";
    private const int LongestId = 64;
    private const int LongestName = 100;

    private static readonly FrozenDictionary<string, PumpState> States = new Dictionary<string, PumpState>(
        StringComparer.Ordinal
    )
    {
        ["free"] = PumpState.Free,
        ["in-use"] = PumpState.InUse,
        ["in-transaction"] = PumpState.InTransaction,
        ["ready-to-pay"] = PumpState.ReadyToPay,
        ["locked"] = PumpState.Locked,
        ["out-of-order"] = PumpState.OutOfOrder,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static PumpReport? Pump(FscMessage message) =>
        message.Split() is [var pump, var state]
        && FscNumber.TryPump(pump, out var number)
        && States.TryGetValue(state, out var known)
            ? new(number, known)
            : null;

    public static PriceReport? Price(FscMessage message)
    {
        // The description is the rest of the line, spaces and all; some clients leave it out.
        if (message.Arguments.Split(' ', 5) is not [var product, Litre, var currency, var price, .. var rest])
            return null;
        return IsId(product) && FscCurrency.All.Contains(currency) && FscNumber.TryFixed(price, 3, out var milli, out _)
            ? new(product, currency, milli, Words(rest))
            : null;
    }

    public static ProductReport? Product(FscMessage message)
    {
        if (message.Arguments.Split(' ', 5) is not [var product, var category, var vat, .. var rest])
            return null;
        if (!IsId(product) || !IsId(category) || !FscNumber.TryFixed(vat, 3, out var milli, out _))
            return null;
        if (rest.Length > 0 && rest[0] != Litre && rest[0].Length > 0)
            return null;
        return new(
            product,
            category,
            milli,
            Words(rest.Length > 1 ? rest[1..] : []) is { Length: > 0 } name ? name : null
        );
    }

    public static MeterReport? Meter(FscMessage message)
    {
        if (message.Split() is not [var pump, var transaction, var product, var volume, var amount])
            return null;
        AuthorisationId? authorisation = AuthorisationId.TryParse(transaction, null, out var id) ? id : null;
        return
            (authorisation is not null || transaction == "-")
            && FscNumber.TryPump(pump, out var number)
            && IsId(product)
            && FscNumber.TryLong(volume, out var millilitres)
            && FscNumber.TryLong(amount, out var fen)
            ? new(number, authorisation, product, millilitres, fen)
            : null;
    }

    public static TransactionReport? Transaction(FscMessage message)
    {
        if (
            message.Split()
            is not [
                var pump,
                var id,
                var status,
                var product,
                var currency,
                var gross,
                var net,
                var rate,
                var vat,
                Litre,
                var volume,
                .. var last,
            ]
        )
            return null;
        long? price = null;
        if (last is [var perLitre])
        {
            if (!FscNumber.TryFixed(perLitre, 3, out var milli, out _))
                return null;
            price = milli;
        }
        else if (last.Length > 0)
            return null;
        if (
            !FscNumber.TryPump(pump, out var number)
            || !IsId(id)
            || !IsId(product)
            || status is not ("open" or "deferred")
        )
            return null;
        if (!FscCurrency.All.Contains(currency) || !FscNumber.TryFixed(gross, 2, out var amount, out var exact))
            return null;
        if (!FscNumber.TryFixed(net, 2, out _, out _) || !FscNumber.TryFixed(vat, 2, out _, out _))
            return null;
        if (
            !FscNumber.TryFixed(rate, 3, out var vatRate, out _)
            || !FscNumber.TryFixed(volume, 3, out var millilitres, out _)
        )
            return null;
        return new()
        {
            Pump = number,
            SiteTransaction = id,
            Deferred = status == "deferred",
            Product = product,
            Currency = currency,
            AmountFen = amount,
            VatMilli = vatRate,
            VolumeMl = millilitres,
            PriceMilli = price,
            Exact = exact,
            VolumeDecimals = FscNumber.Decimals(volume, most: 3),
        };
    }

    /// <summary>An id as sites give them to products and transactions: it fits on a line, between spaces.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId && text.All(c => c > ' ' && !char.IsControl(c));

    // Text for people. Control characters would break a screen and belong to no name.
    private static string Words(string[] rest)
    {
        var words = string.Concat(string.Join(' ', rest).Where(c => !char.IsControl(c))).Trim();
        return words.Length <= LongestName ? words : words[..LongestName];
    }
}
