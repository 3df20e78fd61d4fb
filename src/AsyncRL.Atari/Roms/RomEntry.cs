namespace AsyncRL.Atari.Roms;

/// <summary>A commercial game and its ROM.</summary>
/// <param name="Name">The game's name, as its ROM file is named.</param>
/// <param name="Md5">The MD5 of the ROM, in lower-case hexadecimal digits.</param>
/// <param name="EnvironmentId">The id that it is trained by; null for a game that only two can play.</param>
/// <param name="Path">Where its ROM was found; null where it was not.</param>
public sealed record RomEntry(string Name, string Md5, string? EnvironmentId, string? Path);
