namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>A program that is set up wrongly does not start, and says in one sentence which setting and why.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string Key = "Jwt:SigningKey=0123456789-0123456789-0123456789-0123456789";
    private const string Nowhere = "ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=nobody";
    private static readonly string SealKey = Base64("seal-key-of-the-tests-0123456789");
    private static readonly string IndexKey = Base64("index-key-of-the-tests-012345678");
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fuelgrains-settings-");

    public static TheoryData<string, string[]> WrongFronts =>
        new()
        {
            { "FuelGrains:Storage is 'Oracle'", ["FuelGrains:Storage=Oracle"] },
            { "FuelGrains:Storage is '1'", ["FuelGrains:Storage=1"] },
            { "FuelGrains:Silo is 'Elsewhere'", ["FuelGrains:Silo=Elsewhere"] },
            { "ConnectionStrings:Postgres is missing", ["FuelGrains:Storage=Postgres"] },
            { "FuelGrains:Silo is Remote, but FuelGrains:Storage is not Postgres", ["FuelGrains:Silo=Remote"] },
            {
                "FuelGrains:Silo is Remote, but FuelGrains:Storage is not Postgres",
                ["FuelGrains:Silo=Remote", "FuelGrains:Storage=Sqlite"]
            },
            {
                "FuelGrains:Silo is Remote, but ConnectionStrings:Postgres is missing",
                ["FuelGrains:Silo=Remote", "FuelGrains:Storage=Postgres"]
            },
            { "FuelGrains:SiloPort is '99999'", ["FuelGrains:SiloPort=99999"] },
            { "WeChat:Simulator is on", ["environment=Production", Key, "WeChat:Simulator=true"] },
            { "WeChat:AppId and WeChat:AppSecret", ["environment=Production", Key] },
            {
                "missing: WeChatPay:MerchantId,",
                ["environment=Production", Key, "WeChat:AppId=wx", "WeChat:AppSecret=secret"]
            },
            { "missing: WeChatPay:MerchantId,", ["WeChat:BaseUrl=http://127.0.0.1:1/"] },
            {
                "Jwt:SigningKey is missing",
                ["environment=Production", "FuelGrains:Silo=Remote", "FuelGrains:Storage=Postgres", Nowhere]
            },
            {
                "Jwt:SigningKey is the development default",
                [
                    "environment=Production",
                    "FuelGrains:Silo=Remote",
                    "FuelGrains:Storage=Postgres",
                    Nowhere,
                    "Jwt:SigningKey=fuelgrains-development-signing-key-0123456789",
                ]
            },
            { "Front:PublicUrl is 'fuel.example.cn'", ["Front:PublicUrl=fuel.example.cn"] },
            { "Front:PublicUrl is 'https://fuel.example.cn/x'", ["Front:PublicUrl=https://fuel.example.cn/x"] },
            {
                "Front:PublicUrl is 'http://fuel.example.cn', but in Production it must be https",
                ["environment=Production", "Front:PublicUrl=http://fuel.example.cn"]
            },
            { "Jwt:SigningKey is shorter than 32 bytes", ["Jwt:SigningKey=short"] },
            { "FirstAdmin:Name and FirstAdmin:Password go together", ["FirstAdmin:Name=somebody"] },
            {
                "FirstAdmin:Password is the development default",
                [
                    "environment=Staging",
                    Key,
                    "WeChat:Simulator=true",
                    "FirstAdmin:Name=admin",
                    "FirstAdmin:Password=fuelgrains-dev",
                ]
            },
            { "Secrets:SealKeys is empty", Secrets() },
            { "Secrets:IndexKey is missing", Secrets($"Secrets:SealKeys:a={SealKey}") },
            {
                "Secrets:SealKeys:a is not 32 bytes",
                Secrets("Secrets:SealKeys:a=c2hvcnQ=", $"Secrets:IndexKey={IndexKey}")
            },
            {
                "Secrets:SealKeys names a key 'A.b'",
                Secrets($"Secrets:SealKeys:A.b={SealKey}", $"Secrets:IndexKey={IndexKey}")
            },
            {
                "Secrets:SealWith is missing",
                Secrets(
                    $"Secrets:SealKeys:a={SealKey}",
                    $"Secrets:SealKeys:b={SealKey}",
                    $"Secrets:IndexKey={IndexKey}"
                )
            },
            {
                "Secrets:SealWith is 'c'",
                Secrets($"Secrets:SealKeys:a={SealKey}", "Secrets:SealWith=c", $"Secrets:IndexKey={IndexKey}")
            },
            { "Secrets:IndexKey is one of", Secrets($"Secrets:SealKeys:a={SealKey}", $"Secrets:IndexKey={SealKey}") },
            {
                "Secrets holds a development key",
                Secrets(
                    $"Secrets:SealKeys:a={Base64("fuelgrains-development-seal-key!")}",
                    $"Secrets:IndexKey={IndexKey}"
                )
            },
            {
                "which cannot be read",
                Secrets($"Secrets:SealKeys:a={SealKey}", "Secrets:IndexKey=file:/nowhere/index.key")
            },
            { "'CustomerBurst'", ["Limits:CustomerBurst=0"] },
            { "'CustomerLifetime'", ["Jwt:CustomerLifetime=00:00:01"] },
            { "'Limits:CustomerBurst'", ["Limits:CustomerBurst=many"] },
        };

    [Theory]
    [MemberData(nameof(WrongFronts))]
    public async Task A_wrong_setting_stops_the_start_with_one_sentence_that_names_it(
        string sentence,
        string[] settings
    )
    {
        ShouldRefuse(
            await RefusedStart.OfFrontAsync([$"FuelGrains:DataDirectory={_data.FullName}", .. settings]),
            sentence
        );
    }

    [Theory]
    [InlineData("A stand-alone silo needs FuelGrains:Storage = Postgres")]
    [InlineData("ConnectionStrings:Postgres is missing", "FuelGrains:Storage=Postgres")]
    [InlineData("'MaxBatch'", "FuelGrains:Storage=Postgres", Nowhere, "StockShard:MaxBatch=0", "WeChat:Simulator=true")]
    public async Task A_silo_that_is_set_up_wrongly_does_not_start_either(string sentence, params string[] settings)
    {
        ShouldRefuse(await RefusedStart.OfSiloAsync(settings), sentence);
    }

    [Fact]
    public async Task A_second_start_on_the_same_data_names_the_holder()
    {
        var settings = ProductSettings.Development(ProductSettings.Sqlite(_data.FullName));
        await using var first = ProductProcess.Of(ProductProgram.WebFront, settings);
        await first.StartAsync(TestContext.Current.CancellationToken);
        await using var second = ProductProcess.Of(ProductProgram.WebFront, settings);
        second.Start();
        var code = await second
            .UntilExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(EndsWithin, TestContext.Current.CancellationToken);
        ShouldRefuse((code, second.Error), $"(pid {first.Id}, ");
    }

    [Fact]
    public async Task A_key_file_that_everybody_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = Path.Combine(_data.FullName, "index.key");
        await File.WriteAllTextAsync(file, IndexKey, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        ShouldRefuse(
            await RefusedStart.OfFrontAsync([
                $"FuelGrains:DataDirectory={_data.FullName}",
                .. Secrets($"Secrets:SealKeys:a={SealKey}", $"Secrets:IndexKey=file:{file}"),
            ]),
            "which everybody on the machine may read"
        );
    }

    public void Dispose() => _data.Delete(recursive: true);

    // Complete but for the secrets, in Staging.
    private static string[] Secrets(params string[] secrets) =>
        ["environment=Staging", Key, "WeChat:Simulator=true", .. secrets];

    private static string Base64(string bytes) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(bytes));

    private static void ShouldRefuse((int ExitCode, string Error) end, string sentence)
    {
        end.Error.Trim().ShouldContain(sentence);
        end.Error.Trim().Split('\n').ShouldHaveSingleItem();
        end.ExitCode.ShouldBe(1);
    }
}
