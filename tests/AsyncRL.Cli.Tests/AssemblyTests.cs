using System.Reflection;
using System.Reflection.Emit;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Tests;

/// <summary>Environments of one's own, from an assembly that the program was not built with.</summary>
public class AssemblyTests
{
    private static string Example
    {
        get
        {
            // .../tests/AsyncRL.Cli.Tests/bin/<configuration>/<framework>
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            string root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(root, "examples", "OwnEnvironment", "bin", output.Parent.Name, output.Name, "OwnEnvironment.dll");
        }
    }

    [Fact]
    public void AnEnvironmentOfOnesOwnIsCheckedTrainedResumedEvaluatedAndFilmed()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        string[] own = ["--assembly", Example];
        AssertSucceeds("check-env", "Examples/Courier-v0", own);
        AssertSucceeds(
            "train a3c --steps 4000 --stop-at 3000 --threads 1 --set network.hidden=8 --set evaluation.episodes=0 --env", "Examples/Courier-v0", ["--out", run, .. own]);
        AssertSucceeds("resume", run, own);
        AssertSucceeds("eval --episodes 3", run, own);
        Assert.Contains("Examples/Courier-v0", AssertSucceeds("list environments", null, own), StringComparison.Ordinal);
        Assert.Contains("steps_per_second", AssertSucceeds("bench environment --env", "Examples/Courier-v0", own), StringComparison.Ordinal);
    }

    [Fact]
    public void AnAssemblyThatIsMissingIsRefused() => AssertRefused("/no/such/thing.dll", "There is no assembly '/no/such/thing.dll'");

    [Fact]
    public void AFileThatIsNoAssemblyIsRefused()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary.Sub("text.dll"), "This is no assembly.");
        AssertRefused(temporary.Sub("text.dll"), "is no .NET assembly");
    }

    [Fact]
    public void AnAssemblyWithoutTheAttributeIsRefused() =>
        AssertRefused(typeof(Neural.Network).Assembly.Location, "has no class with an [Environment(");

    [Fact]
    public void AnAttributeOnAClassThatIsNoEnvironmentIsRefused()
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("Made.dll");
        Emit(path, typeof(object));
        AssertRefused(path, "does not derive from Environment");
    }

    [Fact]
    public void AnEnvironmentThatCannotBeMadeIsRefused()
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("Abstract.dll");
        Emit(path, typeof(DiscreteEnvironment));
        AssertRefused(path, "must be a public class that is not abstract");
    }

    [Fact]
    public void AnUnknownIdPointsToTheOption()
    {
        (int code, _, string error) = Asyncrl.Run("train", "a3c", "--env", "Nobody/KnowsMe-v0");
        Assert.Equal(2, code);
        Assert.Contains("--assembly", error, StringComparison.Ordinal);
    }

    // An assembly with one public abstract class that has the attribute.
    private static void Emit(string path, Type parent)
    {
        var builder = new PersistedAssemblyBuilder(new AssemblyName(Path.GetFileNameWithoutExtension(path)), typeof(object).Assembly);
        TypeBuilder type = builder.DefineDynamicModule("Made").DefineType("Made", TypeAttributes.Public | TypeAttributes.Abstract, parent);
        type.SetCustomAttribute(new CustomAttributeBuilder(typeof(EnvironmentAttribute).GetConstructor([typeof(string)])!, ["Made/Made-v0"]));
        ILGenerator body = type.DefineConstructor(MethodAttributes.Family, CallingConventions.Standard, []).GetILGenerator();
        body.Emit(OpCodes.Ldnull);
        body.Emit(OpCodes.Throw);
        type.CreateType();
        builder.Save(path);
    }

    private static string AssertSucceeds(string line, string? argument, string[] more)
    {
        (int code, string output, string error) = Asyncrl.Run([.. line.Split(' '), .. argument is null ? [] : (string[])[argument], .. more]);
        Assert.True(code == 0, error);
        return output;
    }

    private static void AssertRefused(string path, string because)
    {
        (int code, string output, string error) = Asyncrl.Run("list", "environments", "--assembly", path);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(because, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
