using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>The states that pages of a kind share, and what is done on them.</summary>
internal static partial class Scenes
{
    /// <summary>A page of one thing, which may be gone.</summary>
    private static IEnumerable<Scene> Page(Scene success, bool asksLogin = false, bool mayBeGone = true)
    {
        yield return success;
        yield return success with
        {
            State = "loading",
            Shows = "[data-testid=give-up]",
            Line = Lines.Silent,
        };
        yield return success with
        {
            State = "offline",
            Shows = "[data-testid=retry]",
            Line = Lines.Dead,
        };
        yield return success with
        {
            State = "error",
            Shows = "[data-testid=retry]",
            Line = Lines.Answers(500, "internal"),
        };
        if (mayBeGone)
            yield return success with
            {
                State = "gone",
                Shows = "[data-testid=gone]",
                Line = Lines.Answers(404, "not-found"),
            };
        if (asksLogin)
            yield return success with
            {
                State = "login",
                Shows = "[data-testid=login-card]",
                Viewer = Viewer.Visitor,
            };
    }

    /// <summary>A page of many things, which may be none.</summary>
    private static IEnumerable<Scene> List(Scene success) =>
        Page(success, mayBeGone: false)
            .Append(success with { State = "empty", Shows = "[data-state=empty]", Line = Lines.Empty });

    private static Func<IPage, Task> Refuses(string address, string slug, int status = 409) =>
        Lines.Refuses($"**/api/**/{address}", status, slug);

    private static Task PressAsync(IPage page, string button) => page.GetByTestId(button).ClickAsync();

    private static async Task OrderFuelAsync(IPage page)
    {
        await page.GetByTestId("grade").ClickAsync();
        await page.GetByTestId("usual").First.ClickAsync();
        await page.GetByTestId("place").ClickAsync();
    }
}
