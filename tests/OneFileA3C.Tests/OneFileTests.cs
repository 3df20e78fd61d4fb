using System.Xml.Linq;
using AsyncRL.Environments;

namespace OneFileA3C.Tests;

/// <summary>What the file promises: its length, the two packages, real threads, and a clear word on bad arguments.</summary>
public sealed class OneFileTests
{
    private static readonly string[] Packages = ["AsyncRL.Environments", "AsyncRL.Neural"];

    [Fact]
    public void ItIsOneFileOfAtMost250LinesWithin130Columns()
    {
        string file = Assert.Single(Directory.GetFiles(Folder(), "*.cs"));
        string[] lines = File.ReadAllLines(file);
        Assert.InRange(lines.Length, 1, 250);
        Assert.DoesNotContain(lines, line => line.Length > 130);
    }

    [Fact]
    public void ItStandsOnTwoPackagesAlone()
    {
        var project = XDocument.Load(Path.Combine(Folder(), "OneFileA3C.csproj"));
        Assert.Empty(project.Descendants("PackageReference"));
        Assert.Equal(
            Packages,
            project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)));
        Assert.Equal(
            Packages,
            typeof(A3C).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
                .Where(n => n.StartsWith("AsyncRL", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void ThreadsLearnTogether()
    {
        const int Actors = 3, Steps = 100_000;
        int told = 0;
        var a3c = new A3C(() => EnvironmentRegistry.Default.Make("CartPole-v1"), 5, Steps) { Progress = (_, _) => told++ };
        double before = a3c.Evaluate(episodes: 20).Average();
        a3c.Train(Actors, inTurns: false);
        Assert.InRange(told, 5, 10);
        Assert.DoesNotContain(a3c.theta.Span.ToArray(), x => !float.IsFinite(x));

        // Seeds 0 to 9 gave 130 to 489 here; before training it is some 10.
        double after = a3c.Evaluate(episodes: 20).Average();
        Assert.True(after > 2 * before && after > 40, $"{before} before and {after} after");
    }

    [Theory]
    [InlineData("--threads 0", "'--threads 0' is not understood; use --threads N (1 to 1000)")]
    [InlineData("--turns --steps many", "'--steps many' is not understood; ")]
    [InlineData("--seed", "'--seed' is not understood; ")]
    [InlineData("--seed -1", "'--seed -1' is not understood; ")]
    [InlineData("--thread 2", "'--thread' is not understood; ")]
    public void BadArgumentsGetAClearSentence(string arguments, string message)
    {
        TextWriter before = Console.Error;
        using var error = new StringWriter();
        try
        {
            Console.SetError(error);
            Assert.Equal(2, Program.Main(arguments.Split(' ')));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.StartsWith(message, error.ToString(), StringComparison.Ordinal);
    }

    private static string Folder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AsyncRL.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        Assert.True(folder is not null, "The tests do not run inside the repository.");
        return Path.Combine(folder, "examples", "OneFileA3C");
    }
}
