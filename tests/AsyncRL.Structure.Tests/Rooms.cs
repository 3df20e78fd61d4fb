using System.Text.RegularExpressions;
using Mono.Cecil;

namespace AsyncRL.Structure.Tests;

/// <summary>
/// The rooms of AsyncRL: the folders of its sources. A folder is the namespace of its name, but for three that share the
/// namespace AsyncRL: Options, Configuration and the root; so a type's room is the folder of the file that declares it.
/// </summary>
internal static partial class Rooms
{
    /// <summary>The room of what lies in no folder.</summary>
    public const string Root = "(root)";

    private const string Sources = "src/AsyncRL";
    private const string Shared = "AsyncRL";

    private static readonly Lazy<Dictionary<string, string>> Declared = new(ReadDeclared);

    /// <summary>Which room uses which.</summary>
    /// <returns>The uses, with a type for each.</returns>
    public static UseGraph Read()
    {
        var graph = new UseGraph();
        foreach (TypeDefinition type in Assemblies.Types(Shared))
        {
            graph.Add(Of(type));
            foreach (TypeDefinition used in TypeUses.Of(type).Where(IsWritten))
            {
                graph.Add(Of(type), Of(used), $"{type.Name} uses {used.Name}");
            }
        }

        return graph;
    }

    /// <summary>Files whose namespace is neither that of their folder nor AsyncRL.</summary>
    /// <returns>A line for each.</returns>
    public static IReadOnlyList<string> Misplaced() =>
    [
        .. Repository.Sources(Sources)
            .Select(f => (File: f, Namespace: NamespaceOf(File.ReadAllText(Path.Combine(Repository.Root, Sources, f)))))
            .Where(f => f.Namespace != Shared && f.Namespace != $"{Shared}.{RoomOf(f.File)}")
            .Select(f => $"{f.File} declares the namespace {f.Namespace}"),
    ];

    // What the compiler adds lies in other namespaces.
    private static bool IsWritten(TypeDefinition type) =>
        type.Namespace == Shared || type.Namespace.StartsWith(Shared + ".", StringComparison.Ordinal);

    private static string Of(TypeDefinition type)
    {
        string name = $"{type.Namespace}.{type.Name.Split('`')[0]}";
        return Declared.Value.TryGetValue(name, out string? room)
            ? room
            : throw new InvalidOperationException(
                $"No file of {Sources} declares {name} at the beginning of a line; the test cannot tell its room.");
    }

    private static Dictionary<string, string> ReadDeclared()
    {
        Dictionary<string, string> rooms = new(StringComparer.Ordinal);
        foreach (string file in Repository.Sources(Sources))
        {
            string text = File.ReadAllText(Path.Combine(Repository.Root, Sources, file));
            foreach (Match declaration in Declaration().Matches(text))
            {
                string name = $"{NamespaceOf(text)}.{declaration.Groups["name"].Value}", room = RoomOf(file);
                Assert.True(
                    rooms.TryAdd(name, room) || rooms[name] == room,
                    $"{name} is declared in the folders {rooms[name]} and {room}.");
            }
        }

        return rooms;
    }

    private static string NamespaceOf(string text) => FileNamespace().Match(text).Groups["name"].Value;

    private static string RoomOf(string file) => file.Contains('/', StringComparison.Ordinal) ? file.Split('/')[0] : Root;

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(
        @"^(?:[a-z]+ )*(?:class|struct|record|record struct|interface|enum|delegate [\w<>\[\], ?]+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
