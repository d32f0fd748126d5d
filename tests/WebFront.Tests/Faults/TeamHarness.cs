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
    private readonly ApiClient _staff;
    private Guid _campaign;

    private TeamHarness(KillableProduct product, ApiClient staff) => (_product, _staff) = (product, staff);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Ledger Ledger => _product.Ledger;

    public WeChatControl WeChat => _product.WeChat;

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
        var leader = await SitAsync($"/api/group-buys/{_campaign}/teams", new { size });
        var team = new StandingTeam(leader.First!.Json.GetProperty("teamId").GetGuid(), size, [leader]);
        while (team.Members.Count < members)
            team.Members.Add(await JoinAsync(team.Id));
        return team;
    }

    /// <summary>Somebody new who asks for a seat until the answer is definite: the seat, or a refusal.</summary>
    public Task<Member> JoinAsync(Guid team) => SitAsync($"/api/teams/{team}/seats", new { });

    /// <summary>Asks for everybody's seat again with their key: the same bytes, and still one seat.</summary>
    public async Task SeatsStandAsync(StandingTeam team)
    {
        foreach (var member in team.Members)
        {
            var again = await UntilDefiniteAsync(() => member.Client.PostAsync(member.Path, member.Body, member.Key));
            (again.Text, again.Header("Idempotent-Replayed")).ShouldBe((member.First!.Text, "true"));
        }
        var taken = (await Ledger.SeatsAsync(team.Id, Ct)).Where(seat => seat > 0).ToArray();
        taken.ShouldBe(Enumerable.Range(1, team.Members.Count), ignoreOrder: true);
        if (team.Members.Count == team.Size)
            (await JoinAsync(team.Id)).First!.Slug.ShouldBe("team-full");
    }

    public async Task PrepareAsync(Member member)
    {
        var ready = await UntilDefiniteAsync(() => member.Client.PostAsync($"/api/orders/{member.Order}/pay"));
        member.OutTradeNo = await WeChat.NumberOfAsync(
            ready.ShouldBeOk().Json.GetProperty("package").GetString()!["prepay_id=".Length..]
        );
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

    public Task<Hosting.Answer> CloseTeamAsync(StandingTeam team) =>
        UntilDefiniteAsync(() =>
            _staff.PostAsync($"/api/admin/teams/{team.Id}/close", new { reason = "a test ends it" })
        );

    public static async Task<string> StatusAsync(Member member) =>
        (await UntilDefiniteAsync(() => member.Client.GetAsync($"/api/orders/{member.Order}")))
            .ShouldBeOk()
            .Json.GetProperty("status")
            .GetString()!;

    private static async Task<System.Text.Json.JsonElement[]> VouchersAsync(Member member) =>
        [
            .. (await UntilDefiniteAsync(() => member.Client.GetAsync("/api/vouchers")))
                .ShouldBeOk()
                .Json.GetProperty("vouchers")
                .EnumerateArray(),
        ];

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
                vouchers => vouchers.ShouldHaveSingleItem().GetProperty("state").GetString() == "issued"
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
            (await member.Client.GetAsync("/api/vouchers"))
                .ShouldBeOk()
                .Json.GetProperty("vouchers")
                .GetArrayLength()
                .ShouldBe(0);
            if (member.OutTradeNo is null)
                continue;
            var back = await WeChat.JournalAsync("refund", member.OutTradeNo);
            back.Length.ShouldBe(member.Paid ? 1 : 0);
            if (!member.Paid)
                continue;
            back[0].GetProperty("refundFen").GetInt64().ShouldBe(PriceFen);
            var refund = await WeChat.RefundAsync(back[0].GetProperty("outRefundNo").GetString()!);
            refund.GetProperty("status").GetString().ShouldBe("SUCCESS");
        }
    }

    /// <summary>
    /// Nothing is held any more, so many units are sold, and the rest is free: by the product's own words and by its disk.
    /// </summary>
    public async Task StockIsConservedAsync(int sold)
    {
        await Eventually.GetsAsync(
            Deadline,
            async () =>
            {
                var view = (await _staff.GetAsync($"/api/admin/group-buys/{_campaign}")).ShouldBeOk().Json;
                return (
                    view.GetProperty("free").GetInt64(),
                    view.GetProperty("held").GetInt64(),
                    view.GetProperty("confirmed").GetInt64()
                );
            },
            counts => counts == (Stock - sold, 0, sold)
        );
        var shards = await Ledger.ShardsAsync(new Sale(_campaign, Stock, 1), Ct);
        (shards.Sum(s => s.Allotted), shards.Sum(s => s.Held), shards.Sum(s => s.Confirmed)).ShouldBe((Stock, 0, sold));
        (await Ledger.IntegrityAsync(Ct)).ShouldBe("ok");
    }

    private async Task<Member> SitAsync(string path, object body)
    {
        var login = await UntilDefiniteAsync(() =>
            _product.With(null).PostAsync("/api/login", new { code = $"u-{Guid.NewGuid():N}" })
        );
        var member = new Member(
            _product.With(login.ShouldBeOk().Json.GetProperty("token").GetString()),
            path,
            body,
            Guid.NewGuid().ToString()
        );
        member.First = await UntilDefiniteAsync(() => member.Client.PostAsync(path, body, member.Key));
        return member;
    }

    private static async Task<string> TeamStatusAsync(StandingTeam team) =>
        (await UntilDefiniteAsync(() => team.Members[0].Client.GetAsync($"/api/teams/{team.Id}")))
            .ShouldBeOk()
            .Json.GetProperty("status")
            .GetString()!;

    // No answer, or one that says that it does not know, is asked for again: as every client must.
    private static async Task<Hosting.Answer> UntilDefiniteAsync(Func<Task<Hosting.Answer>> ask) =>
        (
            await Eventually.GetsAsync(
                Deadline,
                async () =>
                {
                    try
                    {
                        return await ask();
                    }
                    catch (Exception away)
                        when (away is HttpRequestException or OperationCanceledException && !Ct.IsCancellationRequested)
                    {
                        return null;
                    }
                },
                answer => answer is { Status: < 500 and not 429 } && answer.Slug != "in-progress"
            )
        ).Value!;

    private async Task PublishAsync(TimeSpan openFor)
    {
        var product = Guid.CreateVersion7();
        (
            await _staff.PutAsync(
                $"/api/admin/products/{product}",
                new
                {
                    name = "95# 30 L",
                    description = "",
                    kind = "litres",
                    grade = "95#",
                    volumeMl = 30_000,
                }
            )
        ).Status.ShouldBeLessThan(300);
        var now = TimeProvider.System.GetUtcNow();
        var created = (
            await _staff.PostAsync(
                "/api/admin/group-buys",
                new
                {
                    productId = product,
                    title = "30 L together",
                    listPriceFen = 24_000,
                    stock = Stock,
                    startsAt = now.AddMinutes(-1),
                    endsAt = now.AddHours(2),
                    ladder = ((int[])[2, 5, 10]).Select(size => new { size, priceFen = PriceFen }),
                    limitPerCustomer = 1,
                    payWithinSeconds = 3_000,
                    teamOpenSeconds = (int)openFor.TotalSeconds,
                }
            )
        ).ShouldBeAccepted();
        _campaign = created.Json.GetProperty("id").GetGuid();
        (await _staff.PostAsync($"/api/admin/group-buys/{_campaign}/publish")).ShouldBeOk();
    }
}

/// <summary>A team as its customers know it.</summary>
internal sealed record StandingTeam(Guid Id, int Size, List<Member> Members);

/// <summary>Somebody who asked for a seat, and what they heard.</summary>
internal sealed class Member(ApiClient client, string path, object body, string key)
{
    public ApiClient Client => client;
    public string Path => path;
    public object Body => body;
    public string Key => key;
    public Hosting.Answer? First { get; set; }
    public Guid Order => First!.Json.GetProperty("orderId").GetGuid();
    public string? OutTradeNo { get; set; }
    public bool Paid { get; set; }
}
