namespace AsyncRL.Cli.Tests.Support;

/// <summary>Assemblies of the examples, built next to the tests and not referenced by them.</summary>
internal static class Examples
{
    /// <summary>Two environments.</summary>
    public static string OwnEnvironment => Find("OwnEnvironment");

    /// <summary>Two algorithms: one joined to the program's topologies, and one with a training loop of its own.</summary>
    public static string OwnTrainingLoop => Find("OwnTrainingLoop");

    // From .../tests/AsyncRL.Cli.Tests/bin/<configuration>/<framework>.
    private static string Find(string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "examples", name, "bin", output.Parent.Name, output.Name, $"{name}.dll");
    }
}
