#!/usr/bin/env bash
# System.Text.Json 10.0.13: JsonStringEnumConverter reads a list of names into an enum that has no [Flags].
#
# Expected: with allowIntegerValues: false, only a name of the enum is accepted. A string with two names is an error, and no value can
#           come out that the enum does not define.
# Seen:     "after,before" is read as 0 | 1, "before,third" as 1 | 2 = 3, a value that the enum does not define and that the same
#           converter then refuses to write. Names of [JsonStringEnumMemberName] count, blanks around names are skipped. A quoted number
#           is refused, as expected. As a key of a dictionary, an undefined value is written as a number, in spite of allowIntegerValues.
# So:       an enum that comes from outside is checked with Enum.IsDefined, or each switch over it has a default that refuses;
#           and a name that combines two others (0 | 1) passes Enum.IsDefined, too.
# See also: https://github.com/dotnet/runtime/issues/122550
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir share # All that dotnet installs and builds goes with the folder.
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/share"

cat > finding.cs <<'CS'
#:package System.Text.Json@10.0.13
#:property PublishAot=false
#:property NoWarn=NU1510
#:property JsonSerializerIsReflectionEnabledByDefault=true
using System.Text.Json;
using System.Text.Json.Serialization;

var options = new JsonSerializerOptions
{
    Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
};
foreach (var text in new[] { "before", "after,before", "before,third", " third ", "1" })
    Console.WriteLine($"read \"{text}\": {Try(() => ((int)JsonSerializer.Deserialize<When>($"\"{text}\"", options)).ToString())}");
Console.WriteLine($"write 3: {Try(() => JsonSerializer.Serialize((When)3, options))}");
Console.WriteLine($"write key 3: {Try(() => JsonSerializer.Serialize(new Dictionary<When, int> { [(When)3] = 0 }, options))}");

static string Try(Func<string> act)
{
    try { return act(); }
    catch (JsonException) { return "JsonException"; }
}

enum When
{
    [JsonStringEnumMemberName("after")] PostPay = 0,
    [JsonStringEnumMemberName("before")] PreAuth = 1,
    Third = 2,
}
CS

cat > stated <<'TXT'
read "before": 1
read "after,before": 1
read "before,third": 3
read " third ": 2
read "1": JsonException
write 3: JsonException
write key 3: {"3":0}
TXT

dotnet run finding.cs > seen
if diff stated seen; then echo 'as stated'; else echo 'NOT as stated (< stated, > seen)'; exit 1; fi
