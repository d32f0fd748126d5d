using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Campaigns.GroupBuys;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Customers.MiniProgram;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Live;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders;
using FuelGrains.WebFront.Orders.Bills;
using FuelGrains.WebFront.Orders.Callbacks;
using FuelGrains.WebFront.Orders.Vouchers;
using FuelGrains.WebFront.Stations;
using FuelGrains.WebFront.Stations.FuelOrders;
using FuelGrains.WebFront.Stations.OpenFsc;

try
{
    // The program's own folder, so that it finds its settings and pages wherever it is started from.
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
    );
    builder.AddFront();
    builder.AddTokens();
    builder.Services.AddProblems();
    builder.Services.AddRateLimits();
    builder.Services.AddPageFiles();
    builder.Services.AddCallbacks();
    builder.Services.AddClients();
    builder.Services.AddPayQueries();
    builder.Services.AddLive();
    builder.Services.AddOpenFsc();
    builder.AddDemoForecourt();
    builder.Services.AddOperations();

    var app = builder.Build();
    app.UseProxies();
    app.UseProblems();
    app.UseSecurityHeaders();
    app.UsePageFiles();
    app.UseRouting();
    app.UseMissingPage();
    app.UseLiveDoor();
    app.UseCallers();
    app.UseCallerLimit();
    app.UseClientVersion();
    app.UseRights();

    app.MapLogin();
    app.MapConfig();
    app.MapClientErrors();
    app.MapVerificationFiles();
    app.MapConsents();
    app.MapProfiles();
    app.MapPhones();
    app.MapStations();
    app.MapProductAdmin();
    app.MapRedemptions();
    app.MapStationAdmin();
    app.MapHeldSales();
    app.MapScreens();
    app.MapOpenFsc();
    app.MapFuelOrders();
    app.MapFuelOrderAdmin();
    app.MapFlashSales();
    app.MapFlashSaleAdmin();
    app.MapPlaceOrder();
    app.MapGroupBuys();
    app.MapGroupBuyAdmin();
    app.MapHoarding();
    app.MapSeats();
    app.MapTeams();
    app.MapOrders();
    app.MapPayments();
    app.MapPayQueries();
    app.MapRefunds();
    app.MapRefundAdmin();
    app.MapOrderAdmin();
    app.MapShippingAdmin();
    app.MapBills();
    app.MapSettlement();
    app.MapWeChatCallbacks();
    app.MapVouchers();
    app.MapLive();
    app.MapOps();
    app.MapOperations();
    app.MapPages();
    app.MapCustomerLinks();
    app.MapWebApp();
    app.AnnounceAddresses();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (Exception refused) when (refused is StartRefusedException || InProcessSilo.Explain(refused) is not null)
{
    await Console.Error.WriteLineAsync(InProcessSilo.Explain(refused) ?? refused.Message);
    return 1;
}
