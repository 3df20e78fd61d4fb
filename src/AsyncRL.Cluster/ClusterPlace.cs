using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AsyncRL.Cluster;

/// <summary>Where the processes of a run are: so many here, or wherever they join from.</summary>
public sealed record ClusterPlace
{
    private const string LocalPrefix = "local:", ListenPrefix = "listen:";
    private const int DefaultPort = 7700, MostProcesses = 1024;

    private ClusterPlace()
    {
    }

    /// <summary>Actor processes on this machine that belong to the run; 0 where they join.</summary>
    public int Processes { get; private init; }

    /// <summary>Actors of each of those processes.</summary>
    public int ActorsEach { get; private init; } = 1;

    /// <summary>Where processes join; null where they are all here.</summary>
    public IPEndPoint? Listen { get; private init; }

    /// <summary>Reads a place.</summary>
    /// <param name="text"><c>local:4</c>, or <c>local:4x2</c> for four processes of two actors each.</param>
    /// <returns>The place.</returns>
    /// <exception cref="ClusterException">It is neither.</exception>
    public static ClusterPlace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(ListenPrefix, StringComparison.Ordinal))
        {
            return At(text[ListenPrefix.Length..]);
        }

        string[] numbers = text.StartsWith(LocalPrefix, StringComparison.Ordinal) ? text[LocalPrefix.Length..].Split('x') : [];
        return numbers.Length is 1 or 2 && Number(numbers[0]) is { } processes && Number(numbers[^1]) is { } actors
            ? new ClusterPlace { Processes = processes, ActorsEach = numbers.Length == 2 ? actors : 1 }
            : throw new ClusterException(
                $"--cluster: '{text}' is not known; local:4 plays in four processes of this machine, local:4x2 with two actors " +
                $"in each, 1 to {MostProcesses} of both. Other machines join what 'asyncrl cluster serve' trains.");
    }

    /// <summary>Reads an address to listen at or to connect to.</summary>
    /// <param name="text">An IP address or a host's name, with or without <c>:port</c>; the port's default is 7700.</param>
    /// <returns>The place.</returns>
    /// <exception cref="ClusterException">It is no address, or the name is not known.</exception>
    public static ClusterPlace At(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ClusterPlace { Listen = AddressesOf(text)[0] };
    }

    /// <inheritdoc/>
    public override string ToString() => Listen is not null ? $"{ListenPrefix}{Listen}"
        : ActorsEach == 1 ? string.Create(CultureInfo.InvariantCulture, $"{LocalPrefix}{Processes}")
        : string.Create(CultureInfo.InvariantCulture, $"{LocalPrefix}{Processes}x{ActorsEach}");

    /// <summary>Reads an address.</summary>
    /// <returns>The places that it may be at: a name may stand for several.</returns>
    internal static IPEndPoint[] AddressesOf(string text)
    {
        int colon = text.LastIndexOf(':');
        bool hasPort = colon >= 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[colon - 1] == ']');
        string host = (hasPort ? text[..colon] : text).Trim('[', ']');
        int port = DefaultPort;
        string number = text[(colon + 1)..];
        if (hasPort
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535))
        {
            throw new ClusterException($"'{text}' is not an address: its port must be 1 to 65535, as in 10.0.0.1:{DefaultPort}.");
        }

        if (host.Length > 0 && host.All(char.IsAsciiDigit))
        {
            throw new ClusterException(
                $"'{text}' is not an address but a number; name an IP address or a host before the port, as in 0.0.0.0:{text}.");
        }

        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [new IPEndPoint(address, port)];
        }

        try
        {
            IPAddress[] known = host.Length == 0 ? [] : Dns.GetHostAddresses(host);
            return known.Length > 0
                ? [.. known.Select(a => new IPEndPoint(a, port))]
                : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException)
        {
            throw new ClusterException(
                $"'{text}' is not an address that is known here; name an IP address or a host, as in 10.0.0.1:{DefaultPort}.");
        }
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostProcesses
            ? number
            : null;
}
