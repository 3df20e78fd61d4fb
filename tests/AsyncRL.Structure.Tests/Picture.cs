using System.Text.RegularExpressions;

namespace AsyncRL.Structure.Tests;

/// <summary>
/// A picture of ARCHITECTURE.md: a Mermaid flowchart of boxes, frames around boxes, and arrows, of which an arrow from a user to
/// what it uses. A box's name is the first line of its text.
/// </summary>
internal sealed partial class Picture
{
    private const string Page = "ARCHITECTURE.md";

    private readonly Dictionary<string, (string Name, string? Frame)> boxes = new(StringComparer.Ordinal);
    private readonly List<(string User, string Used)> arrows = [];

    private Picture()
    {
    }

    /// <summary>The names of all boxes and frames.</summary>
    public IEnumerable<string> Names => boxes.Values.Select(b => b.Name);

    /// <summary>Reads a picture of the page.</summary>
    /// <param name="title">The picture's first line, after its <c>%%</c>.</param>
    /// <returns>The picture.</returns>
    public static Picture Read(string title)
    {
        List<string> lines = [.. File.ReadLines(Path.Combine(Repository.Root, Page))];
        int start = lines.IndexOf($"%% {title}");
        Assert.True(
            start > 0 && lines[start - 1] == "```mermaid", $"{Page} has no ```mermaid picture that begins with '%% {title}'.");
        return Parse(lines.Skip(start).TakeWhile(l => l != "```"));
    }

    /// <summary>Reads a picture; a line that is not understood fails the test, so that no arrow escapes it.</summary>
    /// <param name="lines">The lines between the fences.</param>
    /// <returns>The picture.</returns>
    public static Picture Parse(IEnumerable<string> lines)
    {
        var picture = new Picture();
        string? frame = null;
        foreach (string line in lines.Select(l => l.Trim()))
        {
            if (Box().Match(line) is { Success: true } box)
            {
                string id = box.Groups["id"].Value;
                Assert.True(picture.boxes.TryAdd(id, (box.Groups["name"].Value, frame)), $"The picture has two boxes '{id}'.");
                frame = box.Groups["frame"].Success ? id : frame;
            }
            else if (Arrow().Match(line) is { Success: true } arrow)
            {
                picture.arrows.AddRange(arrow.Groups["used"].Captures.Select(c => (arrow.Groups["user"].Value, c.Value)));
            }
            else if (line == "end")
            {
                frame = null;
            }
            else if (line.Length > 0 && !line.StartsWith("%%", StringComparison.Ordinal)
                && !line.StartsWith("flowchart ", StringComparison.Ordinal))
            {
                Assert.Fail($"A line of the picture is not understood: {line}");
            }
        }

        return picture;
    }

    /// <summary>The boxes that lie in one frame, or in none, and the arrows between them.</summary>
    /// <param name="frame">The frame's id; null for the boxes outside all frames, the frames among them.</param>
    /// <returns>The uses that are drawn.</returns>
    public UseGraph Within(string? frame)
    {
        var graph = new UseGraph();
        foreach ((string name, _) in boxes.Values.Where(b => b.Frame == frame))
        {
            graph.Add(name);
        }

        foreach ((string user, string used) in arrows)
        {
            Assert.True(
                boxes.TryGetValue(user, out var from) & boxes.TryGetValue(used, out var to),
                $"An arrow of the picture begins or ends at no box: {user} --> {used}");
            Assert.True(from.Frame == to.Frame, $"An arrow of the picture crosses a frame: {user} --> {used}");
            if (from.Frame == frame)
            {
                graph.Add(from.Name, to.Name, "drawn");
            }
        }

        return graph;
    }

    /// <summary>
    /// Fails unless the boxes are those of the code, every arrow is a use, and every use is an arrow or follows from several; an
    /// arrow that follows from others is left out.
    /// </summary>
    /// <param name="drawn">What is drawn.</param>
    /// <param name="real">What the code uses, without cycles.</param>
    public static void AssertShows(UseGraph drawn, UseGraph real)
    {
        IReadOnlyList<string> differences = Differences(drawn, real);
        Assert.True(
            differences.Count == 0,
            $"The picture of {Page} is not what the code is; change one of them:\n  " + string.Join("\n  ", differences));
    }

    /// <summary>What a picture gets wrong.</summary>
    /// <param name="drawn">What is drawn.</param>
    /// <param name="real">What the code uses, without cycles.</param>
    /// <returns>A line for each mistake.</returns>
    public static IReadOnlyList<string> Differences(UseGraph drawn, UseGraph real)
    {
        HashSet<(string User, string Used)> essential = [.. real.Essential()], shown = [.. drawn.Arrows()];
        return
        [
            .. drawn.Names.Except(real.Names).Select(n => $"a box for nothing: {n}"),
            .. real.Names.Except(drawn.Names).Select(n => $"no box: {n}"),
            .. shown.Except(essential).Select(a => real.Arrows().Contains(a)
                ? $"follows from other arrows, leave it out: {a.User} --> {a.Used}"
                : $"no such use: {a.User} --> {a.Used}"),
            .. essential.Except(shown).Select(a => $"not drawn: {a.User} --> {a.Used} ({real.Evidence(a.User, a.Used)})"),
        ];
    }

    [GeneratedRegex("""^(?<frame>subgraph )?(?<id>\w+)\["(?<name>[^"<]+)(?:<br/>[^"]*)?"\]$""")]
    private static partial Regex Box();

    [GeneratedRegex(@"^(?<user>\w+) -->(?:\|[^|]*\|)? (?<used>\w+)(?: & (?<used>\w+))*$")]
    private static partial Regex Arrow();
}
