using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>Every page of the client in every state that it has.</summary>
internal static partial class Scenes
{
    private const string Content = "[data-state=content]";
    private const string Unpaid = "[data-status=pendingPayment]";
    private const string Refusal = "[data-testid=refusal]";

    public static IEnumerable<Scene> Of(Stage stage)
    {
        // A raw site answers no heartbeats: its pumps come first.
        var pump = $"/m/#/pages/pump/pump?station={stage.Station}&pump=2";
        var pumpPage = new Scene("pages/pump/pump", "success", pump, "[data-testid=before]");
        return
        [
            pumpPage with
            {
                State = "refused",
                Shows = Refusal,
                Line = Refuses("pumps/*/orders", "pump-taken"),
                Act = OrderFuelAsync,
            },
            .. Page(pumpPage, asksLogin: true),
            .. Page(
                new(
                    "pages/pump/order",
                    "success",
                    $"/m/#/pages/pump/order?id={stage.FuelOrder}",
                    "[data-testid=split]"
                ),
                asksLogin: true
            ),
            .. Page(
                new(
                    "pages/stations/station",
                    "success",
                    $"/m/#/pages/stations/station?id={stage.Station}",
                    "[data-testid=pumps]"
                )
            ),
            .. List(new("pages/stations/stations", "success", "/m/#/pages/stations/stations", Content)),
            .. List(new("pages/home/home", "success", "/m/#/pages/home/home", Content)),
            .. List(new("pages/fuel/fuel", "success", "/m/#/pages/fuel/fuel", Content)),
            .. List(new("pages/campaigns/campaigns", "success", "/m/#/pages/campaigns/campaigns", Content)),
            new("pages/me/me", "success", "/m/#/pages/me/me", "[data-testid=tank]"),
            new("pages/me/me", "login", "/m/#/pages/me/me", "[data-testid=login-card]") { Viewer = Viewer.Visitor },
            new("pages/open/open", "gone", "/m/#/pages/open/open", "[role=alert]"),
            new("pages/help/help", "success", "/m/#/pages/help/help", "[data-testid=phone]"),
            .. Sale(stage),
            .. Wallet(stage),
            .. Teams(stage),
        ];
    }

    private static IEnumerable<Scene> Sale(Stage stage)
    {
        var sale = new Scene(
            "pages/sale/sale",
            "success",
            $"/m/#/pages/sale/sale?id={stage.OtherSale}",
            "[data-testid=sale]"
        );
        return
        [
            .. Page(sale),
            sale with
            {
                State = "held",
                Address = $"/m/#/pages/sale/sale?id={stage.Sale}",
                Shows = "[data-testid=held-until]",
            },
            sale with
            {
                State = "refused",
                Shows = Refusal,
                Line = Refuses("flash-sales/*/orders", "sold-out"),
                Act = page => PressAsync(page, "go"),
            },
            sale with
            {
                State = "login",
                Viewer = Viewer.Visitor,
                Shows = "[data-testid=login-card]",
                Act = page => PressAsync(page, "go"),
            },
        ];
    }

    private static IEnumerable<Scene> Wallet(Stage stage)
    {
        var order = new Scene(
            "pages/wallet/order",
            "success",
            $"/m/#/pages/wallet/order?id={stage.Order}",
            "[data-testid=voucher]"
        );
        var unpaid = order with
        {
            State = "unpaid",
            Address = $"/m/#/pages/wallet/order?id={stage.UnpaidOrder}",
            Shows = Unpaid,
        };
        var vouchers = new Scene(
            "pages/wallet/vouchers",
            "success",
            "/m/#/pages/wallet/vouchers",
            "[data-testid=voucher]"
        );
        var orders = new Scene("pages/wallet/orders", "success", "/m/#/pages/wallet/orders", "[data-testid=order-row]");
        var voucher = new Scene(
            "pages/wallet/voucher",
            "success",
            $"/m/#/pages/wallet/voucher?id={stage.Voucher}",
            "[data-testid=qr]"
        );
        return
        [
            .. Page(vouchers, asksLogin: true, mayBeGone: false),
            vouchers with
            {
                State = "empty",
                Viewer = Viewer.Newcomer,
                Shows = "[data-state=empty]",
            },
            .. Page(orders, asksLogin: true, mayBeGone: false),
            orders with
            {
                State = "empty",
                Viewer = Viewer.Newcomer,
                Shows = "[data-state=empty]",
            },
            .. Page(voucher, asksLogin: true),
            .. Page(order, asksLogin: true),
            unpaid,
            unpaid with
            {
                State = "refused",
                Shows = "[data-testid=trouble]",
                Line = Refuses("orders/*/pay", "wechat-away", 503),
                Act = page => PressAsync(page, "pay"),
            },
        ];
    }

    private static IEnumerable<Scene> Teams(Stage stage)
    {
        var group = new Scene(
            "pages/team/group",
            "success",
            $"/m/#/pages/team/group?id={stage.Group}",
            "[data-testid=open-teams]"
        );
        var team = new Scene(
            "pages/team/team",
            "success",
            $"/m/#/pages/team/team?code={stage.Team}",
            "[data-testid=my-seat]"
        );
        return
        [
            .. Page(group),
            group with
            {
                State = "refused",
                Shows = Refusal,
                Line = Refuses("group-buys/*/teams", "open-team"),
                Act = page => PressAsync(page, "open"),
            },
            group with
            {
                State = "login",
                Viewer = Viewer.Visitor,
                Shows = "[data-testid=login-card]",
                Act = page => PressAsync(page, "open"),
            },
            .. Page(team, asksLogin: true),
            team with
            {
                State = "invited",
                Viewer = Viewer.Newcomer,
                Shows = "[data-testid=join]",
            },
            team with
            {
                State = "refused",
                Viewer = Viewer.Newcomer,
                Shows = Refusal,
                Line = Refuses("teams/*/seats", "team-full"),
                Act = page => PressAsync(page, "join"),
            },
        ];
    }
}
