using System.Xml.Linq;

namespace AsyncRL.Structure.Tests;

public sealed class PackageTests
{
    private static readonly string[] Foundations = ["AsyncRL.Neural", "AsyncRL.Environments"];

    /// <summary>The packages that are built, each a folder of src.</summary>
    private static IEnumerable<string> Packages => Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
        .Select(f => Path.GetFileName(f)!).Where(n => File.Exists(ProjectOf(n))).Order(StringComparer.Ordinal);

    [Fact]
    public void ThePackagesAndTheirUsesAreThoseOfThePicture()
    {
        UseGraph packages = Read();
        Assert.Empty(packages.Cycles());
        Picture.AssertShows(Picture.Read("uses").Within(null), packages);
    }

    [Fact]
    public void NumbersAndWorldsStandAlone()
    {
        foreach (string foundation in Foundations)
        {
            Assert.Empty(ReferencesInProject(foundation));
            Assert.Empty(Assemblies.ReferencesOf(foundation));
        }
    }

    [Fact]
    public void LearningUsesNumbersAndWorldsAndNothingElse() => Assert.Equal(Foundations.Order(), Read().UsedBy("AsyncRL"));

    [Fact]
    public void NobodyUsesTheCommand() => Assert.DoesNotContain(Packages, p => Read().UsedBy(p).Contains("AsyncRL.Cli"));

    [Fact]
    public void OnlyTheCommandUsesStudies() =>
        Assert.Equal(["AsyncRL.Cli"], Packages.Where(p => Read().UsedBy(p).Contains("AsyncRL.Studies")));

    // What the project file names and what the code uses: a reference that is not used is one nevertheless.
    private static UseGraph Read()
    {
        var graph = new UseGraph();
        foreach (string package in Packages)
        {
            graph.Add(package);
            foreach (string used in ReferencesInProject(package).Concat(Assemblies.ReferencesOf(package)))
            {
                graph.Add(package, used, "reference");
            }
        }

        return graph;
    }

    private static IEnumerable<string> ReferencesInProject(string package) =>
        XDocument.Load(ProjectOf(package)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

    private static string ProjectOf(string package) => Path.Combine(Repository.Root, "src", package, $"{package}.csproj");
}
