using FuelGrains.GrainInterfaces.Orders.Bills;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>The bills of WeChat Pay APIv3. No method throws for what WeChat or the network does.</summary>
public interface IWeChatBills
{
    /// <summary>GET /v3/bill/tradebill or /v3/bill/fundflowbill: whether there is a bill, its hash, and where it lies.</summary>
    Task<BillOffer> AskAsync(BillKind kind, DateOnly day, CancellationToken ct);

    /// <summary>Writes the unpacked bill, and compares it with the hash of the offer, which WeChat has signed.</summary>
    /// <param name="maxBytes">The largest bill, unpacked.</param>
    Task<BillDownload> DownloadAsync(BillOffer offer, Stream content, long maxBytes, CancellationToken ct);
}

/// <param name="Hash">SHA-1 of the unpacked bill, in hex; set with <see cref="BillAnswer.Ready"/>, as is the address.</param>
/// <param name="Code">WeChat's error code, when WeChat gave one.</param>
public sealed record BillOffer(BillAnswer Answer, string Hash = "", Uri? Address = null, string? Code = null);

public enum BillAnswer
{
    /// <summary>No usable answer: ask again later.</summary>
    Unknown = 0,
    Ready = 1,

    /// <summary>NO_STATEMENT_EXIST: a day without a payment, a refund or a movement.</summary>
    NotExist = 2,

    /// <summary>STATEMENT_CREATING: ask again later.</summary>
    Creating = 3,
}

public enum BillDownload
{
    Complete = 0,

    /// <summary>The file is not the one whose hash WeChat has signed.</summary>
    HashOther = 1,

    /// <summary>The file does not unpack.</summary>
    Unreadable = 2,
    TooLarge = 3,
    Unavailable = 4,
}
