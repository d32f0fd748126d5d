namespace FuelGrains.WebFront.Tests.Customers.MiniProgram;

/// <summary>Reports of clients about their own faults.</summary>
[Collection(InProcessOnSqlite.Name)]
public sealed class ClientErrorTests(InProcessOnSqlite product) : WireTests(product)
{
    [Fact]
    public async Task A_report_is_logged_without_what_may_be_personal()
    {
        // The digits of an id would be struck out.
        var mark = string.Concat($"{Guid.NewGuid():N}".Take(16).Select(c => (char)('g' + Convert.ToInt32($"{c}", 16))));
        var report = new
        {
            version = "1.4.0",
            page = "/pages/sale?id=123",
            message = $"{mark} of 13800138000 or 138 0013 8000 and a@b.cn",
            stack = "at pay (https://x.cn/app.js?token=abc) eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
            system = "phone 15",
        };
        (await Product.Anonymous.PostAsync("/api/client-errors", report)).ShouldHaveStatus(204);

        var line = Product.Log.Lines.Single(line => line.Contains(mark, StringComparison.Ordinal));
        line.ShouldContain("1.4.0");
        line.ShouldContain("/pages/sale");
        line.ShouldContain("at pay (https://x.cn/app.js");
        foreach (var personal in (string[])["13800138000", "138 0013 8000", "a@b.cn", "eyJhbGci", "token", "id=123"])
            line.ShouldNotContain(personal);
    }

    [Theory]
    [InlineData("version", """{"version":"one","page":"/p","message":"m"}""")]
    [InlineData("page", """{"version":"1.0.0","page":"","message":"m"}""")]
    [InlineData("message", """{"version":"1.0.0","page":"/p","message":""}""")]
    public async Task A_report_that_says_nothing_is_refused_by_name(string field, string body) =>
        (await SendAsync(body)).ShouldBeProblem(400, "validation").WithErrorsIn(field);

    [Fact]
    public async Task A_report_that_is_too_long_is_refused()
    {
        var (message, stack) = (new string('m', 1_001), new string('s', 4_001));
        (await SendAsync($$"""{"version":"1.0.0","page":"/p","message":"{{message}}","stack":"{{stack}}"}"""))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("message", "stack");
    }

    private Task<Reply> SendAsync(string body) => Product.Anonymous.PostTextAsync("/api/client-errors", body);
}
