namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>Group buys and their teams.</summary>
public sealed partial class ProductApi
{
    /// <summary>Creates and publishes a group buy of teams of two or three, open since a minute unless told otherwise.</summary>
    public async Task<string> PublishGroupBuyAsync(
        CancellationToken cancel,
        int teamOpenSeconds = 3_600,
        long stock = 100,
        DateTimeOffset? startsAt = null,
        bool newCustomersOnly = false,
        string title = "95# 拼团"
    )
    {
        var staff = await StaffAsync(cancel);
        var draft = new GroupBuyDraft
        {
            ProductId = await staff.AnyProductAsync(cancel),
            Title = title,
            ListPriceFen = 24_000,
            Ladder = [new(2, 19_900, 18_900), new(3, 17_900)],
            Stock = stock,
            StartsAt = startsAt ?? Now.AddMinutes(-1),
            LimitPerCustomer = 5,
            PayWithinSeconds = 600,
            TeamOpenSeconds = teamOpenSeconds,
            NewCustomersOnly = newCustomersOnly,
        };
        return $"{await staff.PublishGroupBuyAsync(draft, cancel)}";
    }

    /// <summary>Somebody opens a team; answers its share code and the order of their seat.</summary>
    public async Task<(string Code, string Order)> OpenTeamAsync(
        string name,
        string campaign,
        CancellationToken cancel,
        int size = 2
    )
    {
        var leader = await LogInAsync(name, cancel);
        var opened = await Phones.OpenTeamAsync(leader, Guid.Parse(campaign), size, NewKey(), cancel);
        var seat = opened.As<SeatedReply>();
        return (seat.ShareCode, $"{seat.OrderId}");
    }

    /// <summary>Somebody sits down; answers the order of their seat.</summary>
    public async Task<string> JoinTeamAsync(string name, string team, CancellationToken cancel)
    {
        var joined = await Phones.JoinTeamAsync(await LogInAsync(name, cancel), team, NewKey(), cancel);
        return $"{joined.As<SeatedReply>().OrderId}";
    }

    public async Task LeaveTeamAsync(string name, string team, CancellationToken cancel) =>
        (await Phones.LeaveTeamAsync(await LogInAsync(name, cancel), team, cancel)).ShouldSucceed();

    public async Task CloseTeamAsync(string team, CancellationToken cancel) =>
        await (await StaffAsync(cancel)).ActAsync(
            $"api/admin/teams/{team}/close",
            cancel,
            new { reason = "a test ends it" }
        );

    public async Task<bool> IsGroupListedAsync(string campaign, CancellationToken cancel) =>
        (await Anonymous.GetAsync("api/group-buys", cancel))
            .Json.GetProperty("groupBuys")
            .EnumerateArray()
            .Any(c => c.GetProperty("id").GetString() == campaign);

    /// <summary>A nickname for team mates, with consent.</summary>
    public async Task ShowFaceAsync(string name, string nickname, CancellationToken cancel)
    {
        var profile = new { consent = true, nickname };
        (await (await WireAsync(name, cancel)).PutAsync("api/me/profile", profile, cancel)).ShouldSucceed();
    }
}
