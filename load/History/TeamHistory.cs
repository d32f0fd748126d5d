namespace FuelGrains.Load.History;

/// <summary>All that verifiers of teams need, with the look-ups between rows, acknowledgements and payments.</summary>
internal sealed class TeamHistory
{
    private readonly ILookup<Guid, SeatRow> _seatsOf;
    private readonly Dictionary<Guid, CampaignTerms> _campaigns;

    public TeamHistory(
        WeChatJournal journal,
        PaymentRows payments,
        TeamRows rows,
        Acknowledgements told,
        TeamAcknowledgements teams,
        Merchant merchant,
        IReadOnlyList<CampaignTerms> terms
    )
    {
        (Rows, Told, Campaigns) = (rows, teams, terms);
        _seatsOf = rows.Seats.ToLookup(s => s.Team);
        _campaigns = terms.ToDictionary(c => c.Id);
        Teams = rows.Teams.ToDictionary(t => t.Id);
        Seats = rows.Seats.ToDictionary(s => s.Order);
        var failed = rows.Seats.Where(s => Teams.GetValueOrDefault(s.Team)?.State == TeamState.Failed);
        Payments = new(journal, payments, told, merchant, terms.Sum(c => c.Stock))
        {
            Failed = failed.Select(s => s.Order).ToHashSet(),
        };
    }

    /// <summary>The history of the payments; each order is a seat.</summary>
    public PaymentHistory Payments { get; }
    public TeamRows Rows { get; }
    public TeamAcknowledgements Told { get; }
    public IReadOnlyList<CampaignTerms> Campaigns { get; }

    public IReadOnlyDictionary<Guid, TeamRow> Teams { get; }
    public IReadOnlyDictionary<Guid, SeatRow> Seats { get; }

    public IReadOnlyList<SeatRow> SeatsOf(TeamRow team) => [.. _seatsOf[team.Id]];

    /// <summary>The number of paid seats that completes a team at its deadline.</summary>
    public int Enough(TeamRow team) => TermsOf(team.Campaign)?.Enough(team.Size) ?? team.Size;

    public CampaignTerms? TermsOf(Guid campaign) => _campaigns.GetValueOrDefault(campaign);
}

/// <summary>A campaign as it was published.</summary>
/// <param name="VirtualPercent">Not zero: this percentage of a team, rounded up, is enough at the deadline.</param>
internal sealed record CampaignTerms(Guid Id, string Name, long Stock, int LimitPerCustomer, int VirtualPercent)
{
    public int Enough(int size) => VirtualPercent == 0 ? size : ((size * VirtualPercent) + 99) / 100;
}
