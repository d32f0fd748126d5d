namespace FuelGrains.Load.History;

/// <summary>All that verifiers of teams need, with the look-ups between rows, acknowledgements and payments.</summary>
internal sealed class TeamHistory(
    WeChatJournal journal,
    PaymentRows payments,
    TeamRows rows,
    Acknowledgements told,
    TeamAcknowledgements teams,
    Merchant merchant,
    IReadOnlyList<CampaignTerms> terms
)
{
    private readonly ILookup<Guid, SeatRow> _seatsOf = rows.Seats.ToLookup(s => s.Team);
    private readonly Dictionary<Guid, CampaignTerms> _campaigns = terms.ToDictionary(c => c.Id);
    private readonly Dictionary<Guid, TeamRow> _teams = rows.Teams.ToDictionary(t => t.Id);
    private readonly Dictionary<Guid, SeatRow> _seats = rows.Seats.ToDictionary(s => s.Order);

    /// <summary>The history of the payments; each order is a seat.</summary>
    public PaymentHistory Payments =>
        field ??= new(journal, payments, told, merchant, terms.Sum(c => c.Stock))
        {
            Failed = rows
                .Teams.Where(t => t.State == TeamState.Failed)
                .SelectMany(SeatsOf)
                .Select(s => s.Order)
                .ToHashSet(),
        };
    public TeamRows Rows => rows;
    public TeamAcknowledgements Told => teams;
    public IReadOnlyList<CampaignTerms> Campaigns => terms;

    public TeamRow? Team(Guid id) => _teams.GetValueOrDefault(id);

    public SeatRow? Seat(Guid order) => _seats.GetValueOrDefault(order);

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
