using System.CommandLine;
using AsyncRL.Atari.Roms;

namespace AsyncRL.Cli.Commands;

/// <summary><c>atari</c>: the user's own ROMs.</summary>
internal static class AtariCommand
{
    public static Command Create(Terminal terminal) =>
        new("atari", "Your Atari 2600 ROMs: which are found, and a place where they always are.")
        {
            Import(terminal), List(terminal),
        };

    private static Command Import(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "The folder with your ROMs, those in its own folders too." };
        var command = new Command("import", $"Copies the ROMs that are recognised to {RomImport.Folder}.") { folder };
        command.SetAction(parsed =>
        {
            string source = parsed.GetValue(folder)!;
            IReadOnlyList<string> found;
            try
            {
                found = RomImport.From(source);
            }
            catch (DirectoryNotFoundException e)
            {
                throw new UsageException(e.Message);
            }

            if (found.Count == 0)
            {
                throw new UsageException(
                    $"No ROM in '{source}' is that of a known game; files are recognised by their contents, and may be packed " +
                    "with gzip, but not with zip. 'asyncrl atari list' shows what is looked for.");
            }

            terminal.Out.WriteLine($"Copied {found.Count} to {RomImport.Folder}: {string.Join(", ", found)}");
        });
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "The commercial games, and where the ROM of each was found.");
        command.SetAction(_ => terminal.WriteTable(
            ["game", "id", "MD5", "ROM"],
            RomCatalog.All.Select(g => new[] { g.Name, g.EnvironmentId ?? "for two players only", g.Md5, g.Path ?? "-" })));
        return command;
    }
}
