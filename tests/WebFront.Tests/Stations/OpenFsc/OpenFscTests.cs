using System.Net.WebSockets;

namespace FuelGrains.WebFront.Tests.Stations.OpenFsc;

/// <summary>The protocol's two states and its framing, typed by hand.</summary>
public abstract class OpenFscTests(ProductFixture product) : WireTests(product)
{
    private const string Example = """
        * PRICE 0100 LTR EUR 1.339 Super Plus
        * PRICE 0200 LTR EUR 1.229 Super 95
        * PRICE 0300 LTR EUR 1.499 Super 95 e5
        """;

    [Fact]
    public async Task Capability_comes_at_once_in_one_binary_frame_and_names_nothing_discontinued()
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        var methods = (await site.HearAsync())!.Split(' ')[2..];
        site.Kind.ShouldBe(WebSocketMessageType.Binary);
        site.LinesInFrame.ShouldBe(1);
        methods.ShouldBe(
            [
                "BEAT",
                "CHARSET",
                "LOCKEDPUMP",
                "METER",
                "NEWSESSION",
                "PLAINAUTH",
                "PRICE",
                "PRODUCT",
                "PUMP",
                "QUIT",
                "SESSIONMODE",
                "SESSIONS",
                "TRANSACTION",
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task The_example_session_of_the_specification_runs_and_its_sale_is_held()
    {
        var station = await TestStation.CreateAsync(Product, currency: "EUR");
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.SayAsync(
            "* CAPABILITY CLEAR HEARTBEAT LOCKPUMP PRICES PUMPS PUMPSTATUS QUIT TRANSACTIONS UNLOCKPUMP"
        );
        await site.SayAsync("C0 CHARSET ISO-8859-1");
        (await site.HearAsync(line => line.StartsWith("C0", StringComparison.Ordinal))).ShouldBe("C0 OK");
        await site.SayAsync($"C1 PLAINAUTH {station.Id} {station.Secret}");
        (await site.HearAsync()).ShouldBe("C1 OK");
        await site.AnswerAsync("PRICES", [.. Example.Split('\n').Select(line => line.Trim()[2..])]);
        await site.AnswerAsync("PUMPS", ["PUMP 1 in-use", "PUMP 2 out-of-order", "PUMP 3 free", "PUMP 4 ready-to-pay"]);
        await site.AnswerAsync("TRANSACTIONS");
        await station.BoardBecomesAsync(board =>
            TestStation.State(board, 3) == PumpState.Free && board.Prices.Length == 3
        );
        await site.SayAsync("* PUMP 3 in-use");
        await site.SayAsync("* PUMP 3 ready-to-pay");
        (
            await site.AnswerAsync(
                "TRANSACTIONS",
                ["TRANSACTION 3 c71b9838ad3dfc15 open 0100 EUR 86.83 72.978 19.0 13.65 LTR 54.40 1.339"]
            )
        ).ShouldEndWith(" TRANSACTIONS 4");
        await site.AnswerAsync(
            "TRANSACTIONS",
            ["TRANSACTION 3 c71b9838ad3dfc15 open 0100 EUR 86.83 72.978 19.0 13.65 LTR 54.40 1.339"]
        );

        var sale = await station.OnlySaleAsync(3);
        (sale.State, sale.Review, sale.AmountFen, sale.VolumeMl, sale.PriceMilli).ShouldBe(
            (FuelSaleState.UnderReview, ReviewReason.AmountMismatch, 8_683, 54_400, 1_339)
        );
        (await station.Pump(3).LockSaleAsync(sale.Id, new(Guid.NewGuid()), TimeSpan.FromMinutes(1))).Outcome.ShouldBe(
            FuelSaleOutcome.WrongState
        );
        await site.SayAsync("* QUIT bye bye");
        (await site.ReadToEndAsync()).ShouldBe("* QUIT bye");
        await station.BoardBecomesAsync(board => !board.Connected && TestStation.State(board, 3) == PumpState.Unknown);
    }

    [Fact]
    public async Task After_a_login_only_pumps_that_the_full_answer_left_out_are_asked_again()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(
            ["PRICE 95 LTR CNY 8.000 95#"],
            ["PUMP 1 ready-to-pay", "PUMP 2 ready-to-pay", "PUMP 3 free"],
            ["TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000"]
        );
        (
            await site.AnswerAsync(
                "TRANSACTIONS",
                ["TRANSACTION 2 t-2 open 95 CNY 40.00 35.40 13.0 4.60 LTR 5.00 8.000"]
            )
        ).ShouldEndWith(" TRANSACTIONS 2");
        await station.OnlySaleAsync(1);
        await station.OnlySaleAsync(2);
        // The server asks for a running sale at once; pump 1 was not asked again before it.
        await site.SayAsync("* PUMP 3 ready-to-pay");
        (await site.AnswerAsync("TRANSACTIONS")).ShouldEndWith(" TRANSACTIONS 3");
    }

    [Fact]
    public async Task Messages_split_over_frames_and_joined_in_one_are_understood_and_answered_in_the_client_s_kind_of_frame()
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync();
        await site.SendAsync("C1 CHAR"u8.ToArray(), WebSocketMessageType.Text);
        await site.SendAsync("SET UTF-8\r"u8.ToArray(), WebSocketMessageType.Text);
        await site.SendAsync("\nC2 CHARSET UTF-8\r\nC3 CHARSET UTF-8\r\nC4"u8.ToArray(), WebSocketMessageType.Text);
        foreach (var expected in new[] { "C1 OK", "C2 OK", "C3 OK" })
        {
            (await site.HearAsync()).ShouldBe(expected);
            (site.Kind, site.LinesInFrame).ShouldBe((WebSocketMessageType.Text, 1));
        }
        await site.SendAsync(" CHARSET UTF-8\r\n"u8.ToArray());
        (await site.HearAsync()).ShouldBe("C4 OK");
        site.Kind.ShouldBe(WebSocketMessageType.Binary);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class OpenFscInProcessOnSqlite(InProcessOnSqlite product) : OpenFscTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class OpenFscRemoteOnPostgres(RemoteOnPostgres product) : OpenFscTests(product);
