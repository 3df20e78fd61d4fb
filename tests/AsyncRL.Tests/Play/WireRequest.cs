namespace AsyncRL.Tests.Play;

/// <summary>What a player sends.</summary>
internal enum WireRequest : byte
{
    Parameters,
    Claim,
    Return,
    Experience,
    Close,
}
