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
        var start = startsAt ?? Now.AddMinutes(-1);
        var products = await SendAsync(HttpMethod.Get, "/api/products", null, null, cancel);
        var campaign = await SendAsync(
            HttpMethod.Post,
            "/api/admin/group-buys",
            await StaffAsync(cancel),
            new
            {
                productId = products.GetProperty("products")[0].GetProperty("id").GetString(),
                title,
                listPriceFen = 24_000,
                ladder = new object[]
                {
                    new
                    {
                        size = 2,
                        priceFen = 19_900,
                        leaderPriceFen = 18_900,
                    },
                    new { size = 3, priceFen = 17_900 },
                },
                stock,
                startsAt = start,
                endsAt = start.AddHours(2),
                limitPerCustomer = 5,
                payWithinSeconds = 600,
                teamOpenSeconds,
                newCustomersOnly,
            },
            cancel
        );
        var id = campaign.GetProperty("id").GetString()!;
        await ActAsync(id, "publish", cancel, "group-buys");
        return id;
    }

    /// <summary>Somebody opens a team; answers its share code and the order of their seat.</summary>
    public async Task<(string Code, string Order)> OpenTeamAsync(
        string name,
        string campaign,
        CancellationToken cancel,
        int size = 2
    )
    {
        var seat = await SendAsync(
            HttpMethod.Post,
            $"/api/group-buys/{campaign}/teams",
            await LogInAsync(name, cancel),
            new { size },
            cancel,
            key: Guid.NewGuid().ToString()
        );
        return (seat.GetProperty("shareCode").GetString()!, seat.GetProperty("orderId").GetString()!);
    }

    /// <summary>Somebody sits down; answers the order of their seat.</summary>
    public async Task<string> JoinTeamAsync(string name, string team, CancellationToken cancel) =>
        (
            await SendAsync(
                HttpMethod.Post,
                $"/api/teams/{team}/seats",
                await LogInAsync(name, cancel),
                new { },
                cancel,
                key: Guid.NewGuid().ToString()
            )
        )
            .GetProperty("orderId")
            .GetString()!;

    public async Task LeaveTeamAsync(string name, string team, CancellationToken cancel) =>
        await SendAsync(HttpMethod.Post, $"/api/teams/{team}/leave", await LogInAsync(name, cancel), null, cancel);

    public async Task CloseTeamAsync(string team, CancellationToken cancel) =>
        await SendAsync(
            HttpMethod.Post,
            $"/api/admin/teams/{team}/close",
            await StaffAsync(cancel),
            new { reason = "a test ends it" },
            cancel
        );

    /// <summary>A nickname for team mates, with consent.</summary>
    public async Task ShowFaceAsync(string name, string nickname, CancellationToken cancel) =>
        await SendAsync(
            HttpMethod.Put,
            "/api/me/profile",
            await LogInAsync(name, cancel),
            new { consent = true, nickname },
            cancel
        );
}
