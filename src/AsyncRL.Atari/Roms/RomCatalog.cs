using AsyncRL.Atari.Games;

namespace AsyncRL.Atari.Roms;

/// <summary>The commercial games, with their ROMs as far as they are here.</summary>
public static class RomCatalog
{
    /// <summary>All games, by name.</summary>
    /// <exception cref="InvalidDataException">The settings file cannot be read.</exception>
    public static IReadOnlyList<RomEntry> All =>
    [
        .. GameCatalog.All.Select(g => new RomEntry(
            g.Id, g.Md5, g.Rule is null ? null : $"ALE/{AtariEnvironments.NameOf(g)}-v5", RomSearch.Playable(g))),
    ];
}
