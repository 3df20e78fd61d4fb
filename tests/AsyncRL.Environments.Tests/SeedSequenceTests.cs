namespace AsyncRL.Environments.Tests;

/// <summary>
/// Expected words are those of NumPy 1.24's <c>SeedSequence(entropy, spawn_key=...).generate_state(4, uint64)</c>.
/// </summary>
public class SeedSequenceTests
{
    [Theory]
    [InlineData(
        0UL, new uint[] { }, new ulong[] { 0xdb2cd7e7b0f478be, 0xabf4641a2c71ba49, 0x20c6ed6d9d7b8d41, 0x2c4099de223c39d4 })]
    [InlineData(
        42UL, new uint[] { }, new ulong[] { 0x9f1e2e6dcd540ab7, 0xd57873dc79fb94b6, 0x7d282a1b64d420b7, 0x336579714692d5ff })]
    [InlineData(
        4294967296UL, new uint[] { },
        new ulong[] { 0x50ff846cec53f444, 0x7a4918dbe8278562, 0x3bff9f6c362e2b19, 0xbdb177539a0654e3 })]
    [InlineData(
        1099511627781UL, new uint[] { },
        new ulong[] { 0xdae41755e08a170b, 0x8415abe87ecdcb2c, 0x2525c5b44b9118d0, 0x42c2793f3392bed3 })]
    [InlineData(
        42UL, new uint[] { 3, 1 },
        new ulong[] { 0xaede8afecc7445e8, 0xb2ba50f306c4cc63, 0x96b50fe55327d74b, 0x8712c3bb832b9ccc })]
    [InlineData(
        1099511627781UL, new uint[] { 7 },
        new ulong[] { 0x8db1d4e7a62a5174, 0xbfc84f9dcbeef65c, 0x72e01b6686c63ae8, 0xb6e9f99cc1ad18af })]
    [InlineData(
        1UL, new uint[] { 1, 2, 3 },
        new ulong[] { 0x44bc24fcd5867e85, 0x6253d1d2449ab659, 0xf7cca27c2d578214, 0x75fd5a9c66e886ab })]
    [InlineData(
        0UL, new uint[] { 0 }, new ulong[] { 0x784dfb2cdff7b411, 0xca65717f56cf8f57, 0x66ba395b9bb52223, 0x6f9b32110fe1e0a9 })]
    public void TheSeedWordsEqualNumPys(ulong entropy, uint[] spawnKey, ulong[] expected)
    {
        var words = new ulong[4];
        new SeedSequence(entropy, spawnKey).GenerateState(words);

        Assert.Equal(expected, words);
    }

    [Fact]
    public void AnEmptyKeyIsTheSameAsNone()
    {
        var with = new uint[3];
        var without = new uint[3];
        new SeedSequence(5, []).GenerateState(with);
        new SeedSequence(5).GenerateState(without);

        Assert.Equal(without, with);
    }
}
