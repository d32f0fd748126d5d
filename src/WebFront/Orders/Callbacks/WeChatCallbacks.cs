using System.Diagnostics.Metrics;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Orders.Callbacks;

/// <summary>The endpoints that WeChat calls back about payments and refunds, and how long an answer takes.</summary>
internal static class WeChatCallbacks
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Histogram<double> Took = Meter.CreateHistogram<double>(
        "fuelgrains.callbacks",
        "s",
        "Time to answer a callback, by status.",
        advice: new InstrumentAdvice<double>
        {
            // The default buckets begin at 5 s, and every answer is given within 3 s.
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
        }
    );

    public static void AddCallbacks(this IServiceCollection services)
    {
        services
            .AddOptions<CallbackOptions>()
            .BindConfiguration("Callbacks")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => new CallbackGuard(
            provider.GetRequiredService<IOptions<CallbackOptions>>(),
            FrontHosting.KnownProxies(provider.GetRequiredService<IConfiguration>()),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<PlatformSerials>();
        services.AddSingleton<ForgeryAlarm>();
        services.AddSingleton<CallbackIntake>();
    }

    public static void MapWeChatCallbacks(this IEndpointRouteBuilder app)
    {
        var wechat = app.MapGroup("/api/wechat").AllowAnonymous().LimitsStrangersItself().WithTags("WeChat");
        wechat.MapPost("/pay-notify", TakeAsync).WithSummary("WeChat Pay tells of a payment").Produces(200);
        wechat.MapPost("/refund-notify", TakeAsync).WithSummary("WeChat Pay tells of a refund").Produces(200);
    }

    private static async Task<IResult> TakeAsync(HttpContext http, CallbackIntake intake, TimeProvider time)
    {
        var started = time.GetTimestamp();
        var (status, message) = await intake.AnswerAsync(http);
        Took.Record(time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("status", status));
        return status == 200 ? Results.Ok() : Results.Json(new Failure("FAIL", message), statusCode: status);
    }

    /// <summary>A refusal in the form that WeChat expects.</summary>
    private sealed record Failure(string Code, string Message);
}
