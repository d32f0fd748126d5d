namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Describes what goes wrong with an operation, how often and how long. See README.md for the kinds.</summary>
internal sealed record FaultOrder(
    string Operation,
    string Kind,
    int? Times = null,
    double? ForMs = null,
    double? Probability = null,
    double? HoldMs = null,
    int? Status = null,
    string? Code = null,
    int? Copies = null
)
{
    public static readonly string[] Requests =
    [
        "login",
        "token",
        "send",
        "phone",
        "certificates",
        "prepay",
        "query",
        "close",
        "refund",
        "refund-query",
        "bill",
        "bill-download",
        "shipping",
        "trade-managed",
    ];

    public static readonly string[] Callbacks = ["pay-notify", "refund-notify"];

    private static readonly string[] RequestKinds =
    [
        "hang",
        "timeout-before",
        "timeout-after",
        "reset",
        "system-error",
        "system-error-after",
        "rate-limit",
        "refuse",
        "unsigned",
        "wrong-signature",
        "unknown-serial",
        "html",
        "huge",
        "slow",
        "stale",
    ];

    private static readonly string[] CallbackKinds = ["drop", "lose", "delay", "duplicate", "reorder"];

    public TimeSpan Hold(double otherwiseMs) => TimeSpan.FromMilliseconds(HoldMs ?? otherwiseMs);

    /// <summary>Returns why there is no such fault; null when there is.</summary>
    public string? Fault()
    {
        if (Requests.Contains(Operation))
            return RequestKinds.Contains(Kind) ? null : $"A request cannot go wrong by '{Kind}'.";
        if (Callbacks.Contains(Operation))
            return CallbackKinds.Contains(Kind) ? null : $"A callback cannot go wrong by '{Kind}'.";
        return $"There is no operation '{Operation}'.";
    }
}

internal sealed class Fault(int id, FaultOrder order, DateTimeOffset? until)
{
    public int Id => id;
    public FaultOrder Order => order;
    public DateTimeOffset? Until => until;
    public int Hits { get; set; }

    public bool IsOver(DateTimeOffset now) => Hits >= (order.Times ?? int.MaxValue) || now >= until;
}
