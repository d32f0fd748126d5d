namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// A group-buy campaign on a product that is killed. Customers ask again with their key until they know; the disk says how far a team has
/// come, so that a kill hits the step it is meant for.
/// </summary>
internal sealed class TeamHarness
{
    public const int Stock = 40;
    public const long PriceFen = 17_900;

    /// <summary>Long enough to fill teams before their last moments, and short enough to wait for.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly KillableProduct _product;
    private readonly StaffClient _staff;
    private Guid _campaign;

    private TeamHarness(KillableProduct product, StaffClient staff) => (_product, _staff) = (product, staff);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Ledger Ledger => _product.Ledger;

    public WeChatControl WeChat => _product.WeChat;

    private PhoneClient Phones => _product.Phones;

    public static async Task<TeamHarness> StartAsync(KillableProduct product, TimeSpan? openFor = null)
    {
        var harness = new TeamHarness(product, await product.StaffAsync());
        await harness.PublishAsync(openFor ?? TimeSpan.FromHours(1));
        return harness;
    }

    public Task KillAsync(Func<Task>? meanwhile = null) => _product.KillAsync(meanwhile);

    /// <summary>Opens a team, and lets further members join.</summary>
    public async Task<StandingTeam> FillAsync(int size, int members)
    {
        var leader = await SitAsync((who, key) => Phones.OpenTeamAsync(who, _campaign, size, key, Ct));
        var team = new StandingTeam(leader.Seat.TeamId, size, [leader]);
        while (team.Members.Count < members)
            team.Members.Add(await JoinAsync(team.Id));
        return team;
    }

    /// <summary>Somebody new who asks for a seat until the answer is definite: the seat, or a refusal.</summary>
    public Task<Member> JoinAsync(Guid team) => SitAsync((who, key) => Phones.JoinTeamAsync(who, $"{team}", key, Ct));

    /// <summary>Asks for everybody's seat again with their key: the same bytes, and still one seat.</summary>
    public async Task SeatsStandAsync(StandingTeam team)
    {
        foreach (var member in team.Members)
        {
            var again = await UntilDefiniteAsync(member.AskAsync);
            (again.Body, again.Replayed).ShouldBe((member.First.Body, true));
        }
        var taken = (await Ledger.SeatsAsync(team.Id, Ct)).Where(seat => seat > 0).ToArray();
        taken.ShouldBe(Enumerable.Range(1, team.Members.Count), ignoreOrder: true);
        if (team.Members.Count == team.Size)
            (await JoinAsync(team.Id)).First.Slug.ShouldBe("team-full");
    }

    public async Task PrepareAsync(Member member)
    {
        var prepared = await UntilDefiniteAsync(() => Phones.PayAsync(member.Customer, member.Order, Ct));
        member.OutTradeNo = await WeChat.NumberOfAsync(prepared);
    }

    public async Task PrepareAllAsync(StandingTeam team)
    {
        foreach (var member in team.Members)
            await PrepareAsync(member);
    }

    public async Task PayAsync(Member member)
    {
        await WeChat.PayAsync(member.OutTradeNo!);
        member.Paid = true;
    }

    public async Task PayAllAsync(StandingTeam team)
    {
        foreach (var member in team.Members)
            await PayAsync(member);
    }

    public Task<Reply> CloseTeamAsync(StandingTeam team) =>
        UntilDefiniteAsync(() =>
            _staff.TryAsync($"api/admin/teams/{team.Id}/close", Ct, new { reason = "a test ends it" })
        );

    public async Task<string> StatusAsync(Member member) =>
        (await ReadAsync<OrderReply>(() => Phones.OrderAsync(member.Customer, member.Order, Ct))).Status;

    private async Task<IReadOnlyList<VoucherReply>> VouchersAsync(Member member) =>
        (await ReadAsync<VoucherList>(() => Phones.VouchersAsync(member.Customer, Ct))).Vouchers;

    public async Task UntilOnDiskAsync(string what, Func<Task<bool>> there) =>
        await Eventually.IsTrueAsync(Deadline, there, () => $"{what} never was on disk.\n{_product.Output}");

    public Task UntilEndedAsync(StandingTeam team) =>
        UntilOnDiskAsync("The team's end", async () => await Ledger.TeamStatusAsync(team.Id, Ct) != TeamStatus.Open);

    /// <summary>Every member has exactly their voucher, nobody got money back, and nobody paid twice.</summary>
    public async Task CompletedAsync(StandingTeam team)
    {
        await Eventually.GetsAsync(Deadline, () => TeamStatusAsync(team), status => status == "completed");
        foreach (var member in team.Members)
        {
            await Eventually.GetsAsync(Deadline, () => StatusAsync(member), status => status == "fulfilled");
            // The voucher is held until its order is known to be fulfilled, which is a commit later.
            await Eventually.GetsAsync(
                Deadline,
                () => VouchersAsync(member),
                vouchers => vouchers.ShouldHaveSingleItem().State == "issued"
            );
            (await WeChat.JournalAsync("pay", member.OutTradeNo!)).Length.ShouldBe(1);
            (await WeChat.JournalAsync("refund", member.OutTradeNo!)).ShouldBeEmpty();
        }
    }

    /// <summary>Every paid member got exactly their money back, once; the others were let go.</summary>
    public async Task FailedAsync(StandingTeam team)
    {
        await Eventually.GetsAsync(Deadline, () => TeamStatusAsync(team), status => status == "failed");
        foreach (var member in team.Members)
        {
            var end = member.Paid ? "refunded" : "cancelled";
            await Eventually.GetsAsync(Deadline, () => StatusAsync(member), status => status == end);
            (await VouchersAsync(member)).ShouldBeEmpty();
            if (member.OutTradeNo is null)
                continue;
            var back = await WeChat.JournalAsync("refund", member.OutTradeNo);
            back.Length.ShouldBe(member.Paid ? 1 : 0);
            if (!member.Paid)
                continue;
            back[0].GetProperty("refundFen").GetInt64().ShouldBe(PriceFen);
            var refund = await WeChat.RefundAsync(back[0].GetProperty("outRefundNo").GetString()!);
            refund.Status.ShouldBe("SUCCESS");
        }
    }

    /// <summary>
    /// Nothing is held any more, so many units are sold, and the rest is free: by the product's own words and by its disk.
    /// </summary>
    public async Task StockIsConservedAsync(int sold)
    {
        await Eventually.GetsAsync(
            Deadline,
            () => _staff.GetAsync<Counts>($"api/admin/group-buys/{_campaign}", Ct),
            counts => counts == new Counts(Stock - sold, 0, sold)
        );
        var shards = await Ledger.ShardsAsync(new Sale(_campaign, Stock), Ct);
        (shards.Sum(s => s.Allotted), shards.Sum(s => s.Held), shards.Sum(s => s.Confirmed)).ShouldBe((Stock, 0, sold));
        (await Ledger.IntegrityAsync(Ct)).ShouldBe("ok");
    }

    private async Task<Member> SitAsync(Func<Customer, string, Task<Reply>> ask)
    {
        var member = new Member(await _product.LogInAsync(Deadline), ask);
        member.First = await UntilDefiniteAsync(member.AskAsync);
        return member;
    }

    private async Task<string> TeamStatusAsync(StandingTeam team) =>
        (await ReadAsync<TeamReply>(() => Phones.TeamAsync(team.Members[0].Customer, $"{team.Id}", Ct))).Status;

    private static async Task<T> ReadAsync<T>(Func<Task<Reply>> ask)
        where T : class => (await UntilDefiniteAsync(ask)).As<T>();

    // No answer, or one that says that it does not know, is asked for again: as every client must.
    private static async Task<Reply> UntilDefiniteAsync(Func<Task<Reply>> ask) =>
        (await Eventually.GetsAsync(Deadline, ask, reply => reply.Kind != ReplyKind.Unknown)).Value;

    private async Task PublishAsync(TimeSpan openFor)
    {
        var product = await _staff.NewProductAsync(new ProductDraft("95# 30 L", "litres", "95#", 30_000), Ct);
        var draft = new GroupBuyDraft
        {
            ProductId = product,
            Title = "30 L together",
            ListPriceFen = 24_000,
            Stock = Stock,
            StartsAt = TimeProvider.System.GetUtcNow().AddMinutes(-1),
            Ladder = [new(2, PriceFen), new(5, PriceFen), new(10, PriceFen)],
            LimitPerCustomer = 1,
            PayWithinSeconds = 3_000,
            TeamOpenSeconds = (int)openFor.TotalSeconds,
        };
        _campaign = await _staff.PublishGroupBuyAsync(draft, Ct);
    }

    private sealed record Counts(long Free, long Held, long Confirmed);
}

/// <summary>A team as its customers know it.</summary>
internal sealed record StandingTeam(Guid Id, int Size, List<Member> Members);

/// <summary>Somebody who asked for a seat, and what they heard.</summary>
internal sealed class Member(Customer customer, Func<Customer, string, Task<Reply>> ask)
{
    private readonly string _key = Guid.NewGuid().ToString();

    public Customer Customer => customer;
    public Reply First { get; set; } = null!;
    public SeatedReply Seat => First.ShouldBeAccepted().As<SeatedReply>();
    public Guid Order => Seat.OrderId;
    public string? OutTradeNo { get; set; }
    public bool Paid { get; set; }

    /// <summary>Asks for the seat, each time with the same key.</summary>
    public Task<Reply> AskAsync() => ask(customer, _key);
}
