using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using AsyncRL.Agents;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Tests;

/// <summary>Environments of one's own, from an assembly that the program was not built with.</summary>
public class AssemblyTests
{
    private static string Example => Examples.OwnEnvironment;

    [Fact]
    public void EveryCommandTakesAnEnvironmentOfOnesOwn()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        string[] own = ["--assembly", Example];
        AssertSucceeds("check-env", "Examples/Courier-v0", own);
        AssertSucceeds("inspect-env --episodes 3", "Examples/Courier-v0", own);
        AssertSucceeds(
            "train a3c --steps 4000 --stop-at 3000 --threads 1 --set network.hidden=8 --set evaluation.episodes=0 --env",
            "Examples/Courier-v0", ["--out", run, .. own]);
        AssertSucceeds("resume", run, own);
        AssertSucceeds("eval --episodes 3", run, own);
        Assert.Contains("Examples/Courier-v0", AssertSucceeds("list environments", null, own), StringComparison.Ordinal);
        Assert.Contains(
            "steps_per_second", AssertSucceeds("bench environment --env", "Examples/Courier-v0", own), StringComparison.Ordinal);
    }

    [Fact]
    public void AnEnvironmentOfOnesOwnHasOptions()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        string[] own = ["--assembly", Example];
        Assert.Matches(
            "places +8 +a whole number, at least 2 +Places on the ring.",
            AssertSucceeds("list environments", "Examples/Courier-v0", own));
        AssertSucceeds(
            "train a3c --steps 2000 --threads 1 --quiet --set network.hidden=8 --set evaluation.episodes=0 --env-set places=3 " +
            "--env",
            "Examples/Courier-v0",
            ["--out", run, .. own]);
        Assert.Equal(
            6, TrainedPolicy.Load(Path.Combine(run, "final_model.safetensors")).Description.ObservationSpace.Length);
        AssertSucceeds("eval --episodes 3", run, own);

        // A variant of it has another default.
        Assert.Matches("places +20 ", AssertSucceeds("list environments", "Examples/LongCourier-v0", own));
        Assert.Matches(@"Examples/LongCourier-v0 +Box\(0, 1, \(40\)\)", AssertSucceeds("list environments", null, own));

        (int code, _, string error) = Asyncrl.Run(["check-env", "Examples/Courier-v0", "--env-set", "places=1", .. own]);
        Assert.Equal(2, code);
        Assert.Equal("asyncrl: places of Examples/Courier-v0: 1 is out of range; it must be at least 2.", error.TrimEnd());
    }

    [Fact]
    public void ARunRemembersWhereItsEnvironmentCameFrom()
    {
        using var temporary = new TemporaryFolder();
        string run = Train(temporary);

        // In processes of their own, because this one may have loaded the environment already.
        (int code, string output, string error) = Asyncrl.RunApart("eval", run, "--episodes", "3", "--json");
        Assert.True(code == 0, error);
        Assert.Contains("mean_return", output, StringComparison.Ordinal);
        Assert.Contains($"Loading '{Example}'", error, StringComparison.Ordinal);
        (code, _, error) = Asyncrl.RunApart("resume", run, "--quiet");
        Assert.True(code == 0, error);
        (code, _, error) = Asyncrl.RunApart("eval", Path.Combine(run, "final_model.safetensors"), "--episodes", "3");
        Assert.True(code == 0, error);
    }

    [Fact]
    public void ARunWhoseAssemblyHasGoneSaysSo()
    {
        using var temporary = new TemporaryFolder();
        string run = Train(temporary);
        File.WriteAllText(Path.Combine(run, "assembly.txt"), "/no/such/thing.dll");
        AssertEvaluationIsRefused(run, "'/no/such/thing.dll', which is not there any more; give it with --assembly");
    }

    // A run's folder that came from elsewhere must not bring code that runs unasked.
    [Theory]
    [InlineData("OwnEnvironment.dll")]
    [InlineData("//elsewhere/share/OwnEnvironment.dll")]
    [InlineData(null)]
    public void AnAssemblyThatMayHaveComeWithTheRunIsNotLoaded(string? path)
    {
        using var temporary = new TemporaryFolder();
        string run = Train(temporary);
        string inside = Path.Combine(run, "OwnEnvironment.dll");
        File.Copy(Example, inside);
        File.WriteAllText(Path.Combine(run, "assembly.txt"), path ?? inside);
        AssertEvaluationIsRefused(run, "is not loaded unasked");
    }

    [Fact]
    public void ARunOnABuiltInEnvironmentRemembersNothing()
    {
        using var temporary = new TemporaryFolder();
        string run = Train(temporary);
        Asyncrl.Train(run, "--force", "--assembly", Example);
        Assert.False(File.Exists(Path.Combine(run, "assembly.txt")));
    }

    [Fact]
    public void AnIdThatAnotherAssemblyHasIsRefused()
    {
        using var temporary = new TemporaryFolder();
        string copy = temporary.Sub("Copy.dll");
        File.Copy(Example, copy);
        (int code, _, string error) = Asyncrl.Run(
            "list", "environments", "--assembly", Example, "--assembly", Example, "--assembly", copy);
        Assert.Equal(2, code);
        Assert.Contains($"The id 'Examples/Courier-v0' of '{copy}' is taken by '{Example}'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnIdOfABuiltInEnvironmentIsRefused() => WithMade(
        "CartPole-v1", typeof(Wrapper), TypeAttributes.Public, MethodAttributes.Public, [],
        path => AssertRefused(path, "is taken by an environment of this program"));

    [Fact]
    public void AnIdOfAnotherFormIsRefused() => WithMade(
        "My game", typeof(Wrapper), TypeAttributes.Public, MethodAttributes.Public, [],
        path => AssertRefused(path, "'My game' is not an environment id"));

    [Fact]
    public void AConstructorWithParametersIsRefused() => WithMade(
        "Made/Made-v0", typeof(Wrapper), TypeAttributes.Public, MethodAttributes.Public, [typeof(int)],
        path => AssertRefused(path, "no public constructor without parameters, or with parameters that all have defaults"));

    [Fact]
    public void AClassThatIsNotPublicIsRefused() => WithMade(
        "Made/Made-v0", typeof(Wrapper), TypeAttributes.NotPublic, MethodAttributes.Public, [],
        path => AssertRefused(path, "must be a public class"));

    [Fact]
    public void AConstructorThatThrowsIsReportedByTheChecker() =>
        WithMade("Made/Throws-v0", typeof(Wrapper), TypeAttributes.Public, MethodAttributes.Public, [], path =>
        {
            // In a process of its own: the registry of this one serves other tests, which make everything in it.
            (int code, string output, string error) = Asyncrl.RunApart("check-env", "Made/Throws-v0", "--assembly", path);
            Assert.Equal(1, code);
            Assert.Empty(error);
            Assert.Contains("threw NullReferenceException", output, StringComparison.Ordinal);
        });

    [Fact]
    public void ADependencyThatIsMissingIsNamed() => WithMade(
        "Made/Made-v0", FromAnother("Physics", new Version(1, 0, 0, 0)), TypeAttributes.Public,
        MethodAttributes.Public, [], path =>
            AssertRefused(
                path,
                "needs 'Physics, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null', which is neither next to it in " +
                $"'{Path.GetDirectoryName(path)}'"));

    [Fact]
    public void AnAssemblyBuiltAgainstANewerVersionIsRefused() => WithMade(
        "Made/Made-v0", FromAnother("AsyncRL.Environments", new Version(99, 1, 2, 0)), TypeAttributes.Public,
        MethodAttributes.Public, [],
        path => AssertRefused(path, "was built against AsyncRL.Environments 99.1.2, but this program has 0."));

    [Fact]
    public void AnAssemblyThatUsesWhatThisVersionHasNotIsRefused() => WithMade(
        "Made/Made-v0", FromAnother("AsyncRL.Environments", new Version(0, 0, 1, 0)), TypeAttributes.Public,
        MethodAttributes.Public, [],
        path => AssertRefused(path, "was built against another version of what it uses"));

    [Fact]
    public void AnAssemblyThatCallsWhatThisVersionHasNotIsRefusedBeforeItPlays() => WithMade(
        "Made/Made-v0", typeof(Wrapper), TypeAttributes.Public, MethodAttributes.Public, [],
        path => AssertRefused(path, "was built against another version of what it uses (Method not found"),
        FromAnother("AsyncRL.Environments", new Version(0, 0, 1, 0), "AsyncRL.Environments.ClosestMatch").GetMethod("Gone"));

    [Fact]
    public void AnEmptyPathIsRefused() => AssertRefused("", "The path of an assembly is empty");

    [Fact]
    public void AnAssemblyThatIsMissingIsRefused() =>
        AssertRefused("/no/such/thing.dll", "There is no assembly '/no/such/thing.dll'");

    [Fact]
    public void AFileThatIsNoAssemblyIsRefused()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary.Sub("text.dll"), "This is no assembly.");
        AssertRefused(temporary.Sub("text.dll"), "is not a .NET assembly");
    }

    [Fact]
    public void AnAssemblyWithoutTheAttributeIsRefused() =>
        AssertRefused(
            typeof(Neural.Network).Assembly.Location,
            "has no class with an [Environment(\"MyGame/Arena-v0\")] or an [Algorithm(");

    [Fact]
    public void AnAttributeOnAClassThatIsNoEnvironmentIsRefused() => WithMade(
        "Made/Made-v0", typeof(object), TypeAttributes.Public, MethodAttributes.Public, [],
        path => AssertRefused(path, "does not derive from Environment"));

    [Fact]
    public void AnAbstractEnvironmentIsRefused() => WithMade(
        "Made/Made-v0", typeof(DiscreteEnvironment), TypeAttributes.Public | TypeAttributes.Abstract, MethodAttributes.Family, [],
        path => AssertRefused(path, "must be a public class that is not abstract"));

    [Fact]
    public void AnUnknownIdPointsToTheOption()
    {
        (int code, _, string error) = Asyncrl.Run("train", "a3c", "--env", "Nobody/KnowsMe-v0");
        Assert.Equal(2, code);
        Assert.Contains("--assembly", error, StringComparison.Ordinal);
    }

    // Makes an assembly with one class that has the attribute and whose constructor throws.
    private static void WithMade(
        string id, Type parent, TypeAttributes kind, MethodAttributes constructor, Type[] parameters, Action<string> use,
        MethodInfo? calls = null)
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("Made.dll");
        var builder = new PersistedAssemblyBuilder(new AssemblyName("Made"), typeof(object).Assembly);
        TypeBuilder type = builder.DefineDynamicModule("Made").DefineType("Made", kind, parent);
        type.SetCustomAttribute(new CustomAttributeBuilder(typeof(EnvironmentAttribute).GetConstructor([typeof(string)])!, [id]));
        ILGenerator body = type.DefineConstructor(constructor, CallingConventions.Standard, parameters).GetILGenerator();
        if (calls is not null)
        {
            body.Emit(OpCodes.Call, calls);
        }

        body.Emit(OpCodes.Ldnull);
        body.Emit(OpCodes.Throw);
        type.CreateType();
        builder.Save(path);
        use(path);
    }

    // A public class, with a method, of an assembly that is not there when it is needed.
    private static Type FromAnother(string assembly, Version version, string name = "Absent")
    {
        var builder = new PersistedAssemblyBuilder(new AssemblyName(assembly) { Version = version }, typeof(object).Assembly);
        TypeBuilder type = builder.DefineDynamicModule(assembly).DefineType(name, TypeAttributes.Public);
        type.DefineMethod("Gone", MethodAttributes.Public | MethodAttributes.Static).GetILGenerator().Emit(OpCodes.Ret);
        type.CreateType();
        using var stream = new MemoryStream();
        builder.Save(stream);
        stream.Position = 0;
        return new AssemblyLoadContext(assembly).LoadFromStream(stream).GetType(name)!;
    }

    private static string Train(TemporaryFolder temporary)
    {
        string run = temporary.Sub("run");
        AssertSucceeds(
            "train a3c --steps 2000 --stop-at 1000 --threads 1 --quiet --set network.hidden=8 --set evaluation.episodes=0 --env",
            "Examples/Courier-v0",
            ["--out", run, "--assembly", Example]);
        return run;
    }

    private static void AssertEvaluationIsRefused(string run, string because)
    {
        (int code, _, string error) = Asyncrl.Run("eval", run);
        Assert.Equal(2, code);
        Assert.Contains(because, error, StringComparison.Ordinal);
    }

    private static string AssertSucceeds(string line, string? argument, string[] more) =>
        Asyncrl.Succeed([.. line.Split(' '), .. argument is null ? [] : (string[])[argument], .. more]);

    private static void AssertRefused(string path, string because)
    {
        (int code, string output, string error) = Asyncrl.Run("list", "environments", "--assembly", path);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(because, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
