namespace AsyncRL.Cli.Tests.Support;

/// <summary>Assemblies of the examples, built next to the tests and not referenced by them.</summary>
internal static class Examples
{
    /// <summary>Two environments.</summary>
    public static string OwnEnvironment => Find("OwnEnvironment");

    /// <summary>A board game with an environment.</summary>
    public static string Hex => Find("Hex");

    /// <summary>Two algorithms: one joined to the program's topologies, and one with a training loop of its own.</summary>
    public static string OwnTrainingLoop => Find("OwnTrainingLoop");

    /// <summary>The folder of the whole project.</summary>
    public static string Repository { get; } = Output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    // .../tests/AsyncRL.Cli.Tests/bin/<configuration>/<framework>.
    private static DirectoryInfo Output => new(AppContext.BaseDirectory);

    private static string Find(string name)
    {
        DirectoryInfo output = Output;
        return Path.Combine(Repository, "examples", name, "bin", output.Parent!.Name, output.Name, $"{name}.dll");
    }
}
