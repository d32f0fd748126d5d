using System.Text.RegularExpressions;
using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Customers.MiniProgram;

/// <summary>
/// The route to which a mini-program reports its own faults. They are logged and counted; what may be personal is struck out before.
/// </summary>
internal static class ClientErrorEndpoint
{
    private const int MaxShort = 128;
    private const int MaxMessage = 1_000;
    private const int MaxStack = 4_000;

    public static void MapClientErrors(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/client-errors", Take)
            .AllowAnonymous()
            .LimitUnverified()
            .WithTags("Client")
            .WithSummary("Reports a fault of the client; send nothing about the customer")
            .Produces(204)
            .ProducesProblem(400)
            .ProducesProblem(429);

    private static IResult Take(ClientError error, ClientErrors errors)
    {
        var check = new Hosting.Validator();
        check.Require(ClientVersion.Parse(error.Version) is not null, "version", "Must be a version such as 1.4.0.");
        check.Require(error.Page.Length is > 0 and <= MaxShort, "page", $"Must have 1 to {MaxShort} characters.");
        check.Require(error.System.Length <= MaxShort, "system", $"Must have at most {MaxShort} characters.");
        check.Require(
            error.Message.Length is > 0 and <= MaxMessage,
            "message",
            $"Must have 1 to {MaxMessage} characters."
        );
        check.Require(error.Stack.Length <= MaxStack, "stack", $"Must have at most {MaxStack} characters.");
        if (check.Errors.Count > 0)
            return Problems.Invalid(check.Errors);
        return errors.Take(error) ? Results.NoContent() : Problems.TooManyRequests;
    }
}

/// <param name="Version">The client's version.</param>
/// <param name="Page">The page, without its query.</param>
/// <param name="System">The phone's model and system, and WeChat's version.</param>
internal sealed record ClientError(string Version, string Page, string Message, string Stack = "", string System = "");

/// <summary>Logs and counts reports, so many in a minute.</summary>
internal sealed partial class ClientErrors
{
    private readonly BoundedRateLimiter _limit;
    private readonly ILogger<ClientErrors> _log;

    public ClientErrors(IOptions<ClientOptions> options, TimeProvider time, ILogger<ClientErrors> log)
    {
        var perMinute = options.Value.ErrorsPerMinute;
        _limit = new(1, perMinute / 60.0, perMinute, time);
        _log = log;
    }

    public bool Take(ClientError error)
    {
        if (!_limit.TryAcquire(default))
            return false;
        ClientMetrics.Error();
        LogFault(
            _log,
            error.Version,
            Strike(error.Page),
            Strike(error.System),
            Strike(error.Message),
            Strike(error.Stack)
        );
        return true;
    }

    /// <summary>
    /// Strikes out queries, numbers that are long enough for a phone, long words such as tokens and ids, and addresses of mail; control
    /// characters become spaces.
    /// </summary>
    internal static string Strike(string text)
    {
        var clean = Query().Replace(text, "?…");
        clean = Mail().Replace(clean, "…");
        clean = LongWord().Replace(clean, "…");
        clean = Digits().Replace(clean, "…");
        return string.Concat(clean.Select(c => char.IsControl(c) && c != '\n' ? ' ' : c));
    }

    [GeneratedRegex(@"\?[^\s)'""]+")]
    private static partial Regex Query();

    [GeneratedRegex(@"[^\s@]+@[^\s@]+")]
    private static partial Regex Mail();

    [GeneratedRegex(@"[A-Za-z0-9_\-]{24,}")]
    private static partial Regex LongWord();

    [GeneratedRegex(@"[0-9][0-9 \-]{4,}[0-9]")]
    private static partial Regex Digits();

    [LoggerMessage(1, LogLevel.Warning, "Client {Version} at {Page} on {System}: {Message}\n{Stack}")]
    private static partial void LogFault(
        ILogger log,
        string version,
        string page,
        string system,
        string message,
        string stack
    );
}
