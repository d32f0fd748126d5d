using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>Answers of the product that a test gives in its place.</summary>
internal static class ProblemRoute
{
    public static Task FulfillProblemAsync(this IRoute route, int status, string slug) =>
        route.FulfillAsync(
            new()
            {
                Status = status,
                ContentType = "application/problem+json",
                Body = $$"""{"type":"urn:fuelgrains:problem:{{slug}}","status":{{status}}}""",
            }
        );
}
