using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace FuelGrains.WebFront.Ops;

/// <summary>Turns errors outside an endpoint into the same problem+json that endpoints return.</summary>
internal static partial class ProblemHandling
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddExceptionHandler<Handler>();
        services.AddProblemDetails();
        // A body that cannot be read throws, so that the handler below can say field by field what was wrong.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context =>
            Problems.Of(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext)
        );
    }

    private sealed partial class Handler(ILogger<Handler> log) : IExceptionHandler
    {
        private static readonly string[] Required = ["Is required."];

        public async ValueTask<bool> TryHandleAsync(
            HttpContext httpContext,
            Exception exception,
            CancellationToken cancellationToken
        )
        {
            if (httpContext.RequestAborted.IsCancellationRequested)
                return true;
            await Judge(exception).ExecuteAsync(httpContext);
            return true;
        }

        private Problem Judge(Exception error)
        {
            switch (error)
            {
                case BadHttpRequestException { InnerException: JsonException json }:
                    return OfJson(json);
                case BadHttpRequestException bad:
                    return bad.StatusCode == 400
                        ? Problems.BadRequest("A parameter or the body is missing or cannot be read.")
                        : Problems.Of(bad.StatusCode);
                case BusyException:
                    return Problems.ReadsBusy;
                // A deadline of a grain passed; a caller who hung up was judged before.
                case TimeoutException
                or OperationCanceledException
                or LedgerBusyException
                or Orleans.Runtime.OrleansException
                or System.Data.Common.DbException
                // A database error of a silo whose type this front does not have.
                or Orleans.Serialization.UnavailableExceptionFallbackException:
                // Or one whose type does not travel at all: then only the complaint about that arrives.
                case Orleans.Serialization.CodecNotFoundException
                    when error.Message.Contains("Npgsql.", StringComparison.Ordinal):
                    LogUnavailable(log, error);
                    return Problems.Unavailable;
                default:
                    LogUnexpected(log, error);
                    return Problems.Internal;
            }
        }

        // Syntax errors come with the reader's exception inside; the rest is about members, which path or message name.
        private static Problem OfJson(JsonException error)
        {
            if (error.InnerException?.GetType().Name == "JsonReaderException")
                return Problems.MalformedJson;
            if (error.Message.Contains("missing required", StringComparison.Ordinal))
                return Problems.Invalid(
                    Quoted()
                        .Matches(error.Message)
                        .Select(m => m.Groups[1].Value)
                        .Where(name => !name.Contains('.', StringComparison.Ordinal))
                        .Distinct()
                        .ToDictionary(name => name, _ => Required)
                );
            var field = error.Path?.TrimStart('$').TrimStart('.') ?? "";
            return field.Length == 0
                ? Problems.MalformedJson
                : Problems.Invalid(field, "Unknown, repeated, or not of the expected type.");
        }

        [System.Text.RegularExpressions.GeneratedRegex("'([^']+)'")]
        private static partial System.Text.RegularExpressions.Regex Quoted();

        [LoggerMessage(1, LogLevel.Warning, "A request could not be answered in time.")]
        private static partial void LogUnavailable(ILogger log, Exception error);

        [LoggerMessage(2, LogLevel.Error, "A request failed unexpectedly.")]
        private static partial void LogUnexpected(ILogger log, Exception error);
    }
}
