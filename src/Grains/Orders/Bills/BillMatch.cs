using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>A difference that matching found. Its row takes the id that <see cref="Id"/> derives.</summary>
internal sealed record FoundDifference(
    BillDifferenceKind Kind,
    string Number,
    string? TransactionId,
    string? OutTradeNo,
    long? ThereFen,
    long? HereFen,
    DateTimeOffset At,
    string Detail,
    string Currency = "CNY",
    string AppId = "",
    string MerchantId = ""
)
{
    /// <summary>The id begins with the day, so that differences of later days sort later, and goes on with a hash.</summary>
    public Guid Id(DateOnly day, BillKind bill)
    {
        var text = $"{ChinaTime.Text(day)}/{bill}/{Kind}/{Number}";
        Span<byte> hash = stackalloc byte[System.Security.Cryptography.SHA256.HashSizeInBytes];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text), hash);
        Span<byte> time = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(
            time,
            ChinaTime.Bounds(day).From.ToUnixTimeMilliseconds()
        );
        var id = hash[..16];
        time[2..].CopyTo(id);
        id[6] = (byte)(id[6] & 0x0F | 0x70);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new(id, bigEndian: true);
    }
}

/// <summary>The sums of a bill's rows for one station or one campaign, or for rows of no order.</summary>
internal sealed class MatchSums
{
    public long Payments { get; set; }
    public long PaidFen { get; set; }
    public long Refunds { get; set; }
    public long RefundedFen { get; set; }

    /// <summary>In thousandths of a fen.</summary>
    public long Fee { get; set; }
}

/// <summary>The result of matching one bill. Memory is bounded by the differences stored and by stations and campaigns.</summary>
internal sealed class BillMatch(int maxDifferences)
{
    private readonly List<FoundDifference> _differences = [];
    private readonly Dictionary<(Guid? Station, Guid? Campaign), MatchSums> _sums = [];

    public IReadOnlyList<FoundDifference> Differences => _differences;

    public IReadOnlyDictionary<(Guid? Station, Guid? Campaign), MatchSums> Sums => _sums;

    /// <summary>Differences beyond the limit.</summary>
    public long Further { get; private set; }

    public long Rows { get; set; }

    /// <summary>Why nothing of the match counts.</summary>
    public BillFault? Fault { get; set; }

    /// <summary>The bill was stopped, or another silo has taken it over.</summary>
    public bool IsLost { get; set; }

    public void Add(FoundDifference difference)
    {
        if (_differences.Count < maxDifferences)
            _differences.Add(difference);
        else
            Further++;
    }

    public MatchSums SumsOf(Guid? station, Guid? campaign)
    {
        if (!_sums.TryGetValue((station, campaign), out var sums))
            _sums[(station, campaign)] = sums = new();
        return sums;
    }
}
