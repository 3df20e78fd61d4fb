using System.IO.Compression;
using System.Security.Cryptography;

namespace AsyncRL.Atari.Roms;

/// <summary>What ROM files hold.</summary>
internal static class RomFile
{
    // More bytes than any cartridge has.
    private const int TooMany = 1 << 19;

    /// <summary>The MD5 of a ROM, by which editions are told apart, in lower-case hexadecimal digits.</summary>
    public static string Md5(ReadOnlySpan<byte> rom)
    {
        // CA5351: MD5 names editions of ROMs here, it protects nothing.
#pragma warning disable CA5351
        return Convert.ToHexStringLower(MD5.HashData(rom));
#pragma warning restore CA5351
    }

    /// <summary>The ROM in a file, unpacked.</summary>
    /// <exception cref="InvalidDataException">The file is too large, or packed and damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static byte[] Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.Length < TooMany ? Unpack(UpTo(TooMany, file)) : throw new InvalidDataException(
            $"A file of {file.Length} bytes is no Atari 2600 cartridge: none has more than {TooMany}.");
    }

    /// <summary>The MD5 of the ROM in a file; null where there is none that can be read.</summary>
    public static string? TryMd5(string path)
    {
        try
        {
            return Md5(Read(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>A ROM as a file holds it, unpacked where gzip has packed it.</summary>
    /// <exception cref="InvalidDataException">It is packed, but damaged, or unpacks to more than any cartridge has.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> rom)
    {
        byte[] bytes = rom.ToArray();
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return bytes;
        }

        using var unpacking = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        byte[] unpacked;
        try
        {
            unpacked = UpTo(TooMany, unpacking);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException("The ROM is packed with gzip, but damaged; pack it again, or use it unpacked.", e);
        }

        return unpacked.Length < TooMany ? unpacked : throw new InvalidDataException(
            $"The ROM is packed with gzip and unpacks to {TooMany} bytes or more, which no cartridge has; check that it is one.");
    }

    private static byte[] UpTo(int most, Stream stream)
    {
        byte[] bytes = new byte[most];
        return bytes[..stream.ReadAtLeast(bytes, most, throwOnEndOfStream: false)];
    }
}
